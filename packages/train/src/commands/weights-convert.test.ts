import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { supcon } from '../../test/run-supcon.js';

const FILE = fileURLToPath(new URL('../../test/fixtures/timm-convnext-bf16.safetensors', import.meta.url));

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'supcon-convert-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

it('supcon weights convert says what it found, what it left out and what it wrote', async () => {
  const out = join(home, 'tiny.onnx');
  const { code, err, out: lines } = await supcon(home, 'weights', 'convert', FILE, '--image-size', '64', '--out', out, '--json');
  expect(code, err).toBe(0);
  expect(err).toMatch(/is ConvNeXt of 1, 1, 1, 1 blocks and 4, 4, 8, 8 channels: 8 features of pictures of 64 px/);
  expect(err).toContain(`Next: supcon train --encoder ${out} --preprocessing ${join(home, 'tiny.preprocessing.json')} --data DIR`);
  expect(err).toMatch(/Left out.*head\.fc\.bias, head\.fc\.weight/);
  const preprocessing = join(home, 'tiny.preprocessing.json');
  expect(JSON.parse(lines)).toMatchObject({ type: 'weights', path: out, imageSize: 64, embeddingSize: 8, preprocessing });
  expect((await readdir(home)).sort()).toEqual(['tiny.onnx', 'tiny.preprocessing.json']);
});

it.each([
  ['an architecture of another name', ['--architecture', 'convnext_tinny'], 2, /Did you mean 'convnext_tiny'\?/],
  ['another architecture', ['--architecture', 'convnext_tiny'], 1, /stem\.0\.weight is \[4, 3, 4, 4\], not \[96, 3, 4, 4\]/],
  [
    "another architecture by timm's longer name",
    ['--architecture', 'vit_small_patch16_224'],
    1,
    /is no vit_small_patch16: cls_token \[1, 1, 384\] is missing/,
  ],
  ['a size that is none', ['--image-size', '0'], 2, /wanted a whole number of at least 1/],
  ['a config.json that is not there', ['--config', 'nowhere.json'], 3, /there is no file nowhere\.json/],
] as const)('supcon weights convert refuses %s', async (_, flags, expected, message) => {
  const { code, err } = await supcon(home, 'weights', 'convert', FILE, ...flags, '--out', join(home, 'none.onnx'));
  expect(err).toMatch(message);
  expect(code).toBe(expected);
  expect(await readdir(home)).not.toContain('none.onnx');
});
