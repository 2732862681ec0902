import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { bringEncoder } from '../src/adopt/bring-encoder.js';
import { convertTimm } from '../src/weights/convert-timm.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'supcon-converted-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

it('an encoder of timm that was converted, and its preprocessing, are what supcon train --encoder takes', async () => {
  const path = fileURLToPath(new URL('fixtures/timm-convnext-bf16.safetensors', import.meta.url));
  const converted = await convertTimm({ path, out: join(home, 'tiny.onnx'), imageSize: 64 });
  const { encoder, preprocessing, imageSize, notes } = await bringEncoder({
    kind: 'onnx',
    file: converted.out,
    preprocessing: converted.preprocessing.path,
  });
  expect(encoder).toMatchObject({
    file: 'tiny.onnx',
    input: { name: 'images', layout: 'NHWC', type: 'float32' },
    output: 'features',
    pooling: 'none',
  });
  // Short side to 64 / 0.875, the centre 64.
  expect([encoder.cropSize, imageSize, encoder.features]).toEqual([64, 73, 8]);
  expect(preprocessing).toEqual({ mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] });
  expect(notes).toEqual([]);
});
