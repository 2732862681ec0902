import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { WeightMap } from '@supcon/core';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hashedValues } from '../../test/hashed-values.js';
import { convertTimm, type ConvertedTimm, type ConvertTimmOptions } from './convert-timm.js';
import { encodeSafetensors } from './safetensors.js';
import { TIMM_ARCHITECTURES } from './timm-architectures.js';

interface Case {
  readonly title: string;
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly low: number; readonly high: number }>>;
  /** [2, D] by size of the pictures. */
  readonly features: Readonly<Record<string, readonly (readonly number[])[]>>;
}

const fixture = (name: string): string => fileURLToPath(new URL(`../../test/fixtures/${name}`, import.meta.url));
const cases = JSON.parse(await readFile(fixture('timm-encoders.json'), 'utf8')) as readonly Case[];
const [convNeXt, , dinoV2, , plain] = cases as [Case, Case, Case, Case, Case];

const tensorsOf = ({ tensors }: Case): WeightMap =>
  new Map(
    Object.entries(tensors).map(([name, { shape, low, high }]) => [
      name,
      {
        shape,
        data: hashedValues(
          name,
          shape.reduce((a, b) => a * b, 1),
          low,
          high,
        ),
      },
    ]),
  );

let home: string;
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'supcon-timm-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

/** A folder of its own with these tensors as a file, and where a conversion of it would be written. */
async function saved(tensors: WeightMap, config?: unknown): Promise<{ folder: string; path: string; out: string }> {
  const folder = await mkdtemp(join(home, 'file-'));
  const path = join(folder, 'model.safetensors');
  await writeFile(path, encodeSafetensors(tensors, { format: 'pt' }));
  if (config !== undefined) await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  return { folder, path, out: join(folder, 'encoder.onnx') };
}

async function convert(tensors: WeightMap, options: Omit<ConvertTimmOptions, 'path' | 'out'>, config?: unknown): Promise<ConvertedTimm> {
  return convertTimm({ ...(await saved(tensors, config)), ...options });
}

async function featuresOf(out: string, size: number): Promise<number[][]> {
  const session = await InferenceSession.create(out);
  const images = new Tensor('float32', hashedValues('images', 2 * size * size * 3, -2, 2), [2, size, size, 3]);
  const { features } = await session.run({ images });
  await session.release();
  const values = [...(features!.data as Float32Array)];
  return [0, 1].map((n) => values.slice((n * values.length) / 2, ((n + 1) * values.length) / 2));
}

function worstOf(actual: readonly (readonly number[])[], expected: readonly (readonly number[])[]): number {
  expect(actual.map((row) => row.length)).toEqual(expected.map((row) => row.length));
  return Math.max(...expected.flatMap((row, n) => row.map((value, d) => Math.abs(value - actual[n]![d]!))));
}

const AUGREG = { architecture: 'vit_small_patch16_224', pretrained_cfg: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5], crop_pct: 0.9 } };

describe.each(cases)('convertTimm of $title', (entry) => {
  it.each(Object.keys(entry.features).map(Number))('answers what timm answers at %i px', async (imageSize) => {
    const { out } = await convert(tensorsOf(entry), { imageSize, heads: 2 }, AUGREG);
    expect(worstOf(await featuresOf(out, imageSize), entry.features[imageSize]!)).toBeLessThan(1e-5);
  });
});

it('answers what timm answers for a file that it wrote in bfloat16', async () => {
  const expected = JSON.parse(await readFile(fixture('timm-convnext-bf16.json'), 'utf8')) as Case['features'];
  const out = join(home, 'bf16.onnx');
  const { architecture, leftOut } = await convertTimm({ path: fixture('timm-convnext-bf16.safetensors'), out, imageSize: 64 });
  expect(architecture).toBe('ConvNeXt of 1, 1, 1, 1 blocks and 4, 4, 8, 8 channels');
  expect(leftOut).toEqual(['head.fc.bias', 'head.fc.weight']);
  expect(worstOf(await featuresOf(out, 64), expected['64']!)).toBeLessThan(1e-5);
});

describe('convertTimm', () => {
  it('says what it found and leaves the classifier out', async () => {
    const transformer = await convert(tensorsOf(dinoV2), { imageSize: 56, heads: 2 });
    expect(transformer.architecture).toBe('vision transformer of 2 blocks, 32 channels, 2 heads, patches of 14 px');
    expect(transformer.leftOut).toEqual(['head.weight', 'head.bias']);
    expect(transformer.plan.embeddingSize).toBe(32);
  });

  it('writes how timm prepares pictures: its default, or what config.json says', async () => {
    const prepared = async (...parameters: Parameters<typeof convert>): Promise<unknown> =>
      JSON.parse(await readFile((await convert(...parameters)).preprocessing.path, 'utf8'));
    expect(await prepared(tensorsOf(convNeXt), { imageSize: 224 })).toEqual({
      do_resize: true,
      size: { shortest_edge: 256 },
      resample: 3,
      do_center_crop: true,
      crop_size: { height: 224, width: 224 },
      do_rescale: true,
      rescale_factor: 1 / 255,
      do_normalize: true,
      image_mean: [0.485, 0.456, 0.406],
      image_std: [0.229, 0.224, 0.225],
    });
    expect(await prepared(tensorsOf(dinoV2), { imageSize: 56, heads: 2 })).toMatchObject({ size: { shortest_edge: 56 } });
    expect(await prepared(tensorsOf(plain), { imageSize: 48, heads: 2 }, AUGREG)).toMatchObject({
      size: { shortest_edge: 53 },
      image_mean: [0.5, 0.5, 0.5],
    });
    const squashed = { pretrained_cfg: { ...AUGREG.pretrained_cfg, crop_pct: 1, crop_mode: 'squash', interpolation: 'bilinear' } };
    expect(await prepared(tensorsOf(convNeXt), { imageSize: 64 }, squashed)).toMatchObject({
      size: { height: 64, width: 64 },
      resample: 2,
    });
  });

  it.each<[string, unknown, RegExp]>([
    [
      'a config.json without means',
      { pretrained_cfg: { std: [1, 1, 1] } },
      /config\.json is no config\.json of timm: pretrained_cfg\.mean/,
    ],
    ['a crop that is none', { pretrained_cfg: { ...AUGREG.pretrained_cfg, crop_mode: 'border' } }, /pretrained_cfg\.crop_mode/],
    ['another pooling', { ...AUGREG, global_pool: 'avg' }, /pools by 'avg' \(global_pool\).*with 'token' only/],
    ['no config.json where timm has several', undefined, /give it as --config/],
  ])('refuses %s', async (_, config, message) => {
    await expect(convert(tensorsOf(plain), { imageSize: 48, heads: 2 }, config)).rejects.toThrow(message);
  });

  const changed = (entry: Case, change: (tensors: WeightMap) => void): WeightMap => {
    const tensors = tensorsOf(entry);
    change(tensors);
    return tensors;
  };
  const reshaped = (entry: Case, name: string, ...shape: number[]): WeightMap =>
    changed(entry, (tensors) => {
      const { data } = tensors.get(name)!;
      tensors.set(name, {
        shape,
        data: data.slice(
          0,
          shape.reduce((a, b) => a * b, 1),
        ),
      });
    });
  const extra = (entry: Case, name: string): WeightMap =>
    changed(entry, (tensors) => tensors.set(name, { shape: [1], data: new Float32Array(1) }));

  it.each<[string, WeightMap, RegExp]>([
    [
      'a transposed layer',
      reshaped(convNeXt, 'stages.2.blocks.1.mlp.fc1.weight', 32, 128),
      /no ConvNeXt of 1, 1, 2, 1 blocks.*: stages\.2\.blocks\.1\.mlp\.fc1\.weight is \[32, 128\], not \[128, 32\]/,
    ],
    ['a kernel of another side', reshaped(convNeXt, 'stem.0.weight', 8, 3, 2, 2), /stem\.0\.weight is \[8, 3, 2, 2\], not \[8, 3, 4, 4\]/],
    [
      'a missing tensor',
      changed(convNeXt, (tensors) => tensors.delete('stages.2.blocks.0.norm.weight')),
      /stages\.2\.blocks\.0\.norm\.weight \[32\] is missing$/,
    ],
    [
      'a missing kernel of the first block',
      changed(convNeXt, (tensors) => tensors.delete('stages.0.blocks.0.conv_dw.weight')),
      /: stages\.0\.blocks\.0\.conv_dw\.weight \[8, 1, 7, 7\] is missing$/,
    ],
    [
      'a missing first layer of attention',
      changed(dinoV2, (tensors) => tensors.delete('blocks.0.attn.qkv.weight')),
      /: blocks\.0\.attn\.qkv\.weight \[96, 32\] is missing$/,
    ],
    ['missing patches', changed(dinoV2, (tensors) => tensors.delete('patch_embed.proj.weight')), /has no patch_embed\.proj\.weight/],
    [
      'layer scale in some blocks only',
      changed(dinoV2, (tensors) => tensors.delete('blocks.1.ls2.gamma')),
      /blocks\.1\.ls2\.gamma \[32\] is missing$/,
    ],
    [
      'a value that is none',
      changed(dinoV2, (tensors) => (tensors.get('norm.bias')!.data[3] = Number.NaN)),
      /norm\.bias holds a value that is not finite/,
    ],
    [
      'a ConvNeXt V2',
      extra(convNeXt, 'stages.0.blocks.0.mlp.grn.weight'),
      /stages\.0\.blocks\.0\.mlp\.grn\.weight \[1\] is a tensor that it does not have/,
    ],
    ['a normalisation before pooling', extra(convNeXt, 'norm_pre.weight'), /norm_pre\.weight \[1\] is a tensor that it does not have/],
    ['CLIP', extra(dinoV2, 'norm_pre.weight'), /norm_pre\.weight/],
    ['a transformer without class token', changed(dinoV2, (tensors) => tensors.delete('cls_token')), /cls_token \[1, 1, 32\] is missing/],
    ['places that are no square', reshaped(dinoV2, 'pos_embed', 1, 15, 32), /pos_embed in .* has 15 places: no square/],
    [
      'patches that are no pixels',
      reshaped(dinoV2, 'patch_embed.proj.weight', 32, 588),
      /patch_embed\.proj\.weight in .* is \[32, 588\], not \[channels, 3, patch, patch\]/,
    ],
    [
      'a ResNet',
      new Map(
        ['conv1.weight', 'layer1.0.conv1.weight', 'layer1.0.downsample.0.weight'].map((name) => [
          name,
          { shape: [1], data: new Float32Array(1) },
        ]),
      ),
      /has 3 tensors with names of no encoder that is converted \(conv1\.weight, .*torchvision \/ timm ResNet: supcon train --init/,
    ],
    [
      'nobody',
      new Map([['a', { shape: [1], data: new Float32Array(1) }]]),
      /Converted are ConvNeXts and vision transformers.*convnext_tiny.*vit_small_patch14_dinov2/,
    ],
  ])('refuses %s, and writes nothing', async (_, tensors, message) => {
    const { folder, path, out } = await saved(tensors);
    await expect(convertTimm({ path, out, imageSize: 56, heads: 2 })).rejects.toMatchObject({
      code: 'BAD_CHECKPOINT',
      message: expect.stringMatching(message) as unknown,
    });
    expect(await readdir(folder)).toEqual(['model.safetensors']);
  });

  it('refuses a file that is cut off', async () => {
    const { path, out } = await saved(tensorsOf(convNeXt));
    const bytes = await readFile(path);
    for (let tenth = 1; tenth < 10; tenth++) {
      await writeFile(path, bytes.subarray(0, Math.floor((bytes.length * tenth) / 10)));
      await expect(convertTimm({ path, out, imageSize: 64 })).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
    }
  });

  it('refuses another architecture than the one that was asked for, naming both shapes', async () => {
    const named = (name: string) => TIMM_ARCHITECTURES.find((architecture) => architecture.name === name);
    await expect(convert(tensorsOf(convNeXt), { imageSize: 224, architecture: named('convnext_tiny') })).rejects.toThrow(
      /no convnext_tiny: stem\.0\.weight is \[8, 3, 4, 4\], not \[96, 3, 4, 4\]/,
    );
    await expect(convert(tensorsOf(convNeXt), { imageSize: 224, architecture: named('vit_small_patch14_dinov2') })).rejects.toThrow(
      /no vit_small_patch14_dinov2: cls_token \[1, 1, 384\] is missing/,
    );
  });

  it.each<[string, Case, Pick<ConvertTimmOptions, 'imageSize' | 'heads'>, RegExp]>([
    ['a size that is no multiple of the patch', dinoV2, { imageSize: 60, heads: 2 }, /patches of 14 px; 56 px is the multiple nearest/],
    ['a size below the strides', convNeXt, { imageSize: 16 }, /at least 32 px/],
    ['channels whose heads are not known', dinoV2, { imageSize: 56 }, /has 32 channels.*Give --heads/],
    ['heads that do not divide the channels', dinoV2, { imageSize: 56, heads: 5 }, /--heads 5 does not divide the 32 channels/],
  ])('refuses %s', async (_, entry, options, message) => {
    await expect(convert(tensorsOf(entry), options)).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(message) as unknown,
    });
  });
});
