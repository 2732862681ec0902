import { CoreError, planEncoder, type WeightMap } from '@supcon/core';
import { describe, expect, it } from 'vitest';
import { mapWeights } from './map-weights.js';

/** Blocks of the published files, one a row: inputs, expanded, outputs, kernel. */
const LITE0 = [
  [32, 32, 16, 3],
  [16, 96, 24, 3],
  [24, 144, 24, 3],
  [24, 144, 40, 5],
  [40, 240, 40, 5],
  [40, 240, 80, 3],
  [80, 480, 80, 3],
  [80, 480, 80, 3],
  [80, 480, 112, 5],
  [112, 672, 112, 5],
  [112, 672, 112, 5],
  [112, 672, 192, 5],
  [192, 1152, 192, 5],
  [192, 1152, 192, 5],
  [192, 1152, 192, 5],
  [192, 1152, 320, 3],
] as const;

/** A file as `efficientnet_lite_pytorch` saves it; values count up from 0 in each tensor. */
function published(): WeightMap {
  const tensors: WeightMap = new Map();
  const add = (name: string, ...shape: number[]): void => {
    tensors.set(name, { shape, data: Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => i) });
  };
  const norm = (name: string, channels: number): void => {
    for (const part of ['weight', 'bias', 'running_mean', 'running_var']) add(`${name}.${part}`, channels);
    add(`${name}.num_batches_tracked`);
  };
  add('_conv_stem.weight', 32, 3, 3, 3);
  norm('_bn0', 32);
  LITE0.forEach(([inputs, hidden, outputs, kernel], index) => {
    const block = `_blocks.${index}`;
    if (index > 0) {
      add(`${block}._expand_conv.weight`, hidden, inputs, 1, 1);
      norm(`${block}._bn0`, hidden);
    }
    add(`${block}._depthwise_conv.weight`, hidden, 1, kernel, kernel);
    norm(`${block}._bn1`, hidden);
    add(`${block}._project_conv.weight`, outputs, hidden, 1, 1);
    norm(`${block}._bn2`, outputs);
  });
  add('_conv_head.weight', 1280, 320, 1, 1);
  norm('_bn1', 1280);
  add('_fc.weight', 2, 1280);
  add('_fc.bias', 2);
  return tensors;
}

const map = (tensors: WeightMap, variant: 0 | 1 | 2 = 0) =>
  mapWeights(planEncoder({ kind: 'efficientnet-lite', variant }), { path: 'lite.pth', format: 'pytorch', tensors });

describe('weights of a published EfficientNet-Lite', () => {
  it('are all used but the classifier, with variances as they are: the epsilon is the same', () => {
    const { weights, report } = map(published());
    expect(report).toMatchObject({ source: 'PyTorch EfficientNet-Lite', missing: [], ignored: ['_fc.weight', '_fc.bias'] });
    expect(weights.get('stem.variance')!.data[5]).toBe(5);
    expect(weights.get('tail.conv')!.shape).toEqual([1, 1, 320, 1280]);
    // Row 2, column 3 of channel 7's kernel: [C, 1, 5, 5] there, [5, 5, C, 1] here.
    expect(weights.get('stage3.block1.depthwise.conv')!.data[(2 * 5 + 3) * 240 + 7]).toBe(7 * 25 + 2 * 5 + 3);
  });

  it('are found behind a prefix, and refused by another variant with the one that fits', () => {
    const prefixed = new Map([...published()].map(([name, weight]) => [`module.${name}`, weight]));
    expect(map(prefixed).report.missing).toEqual([]);
    expect(() => map(prefixed, 1)).toThrow(/fits the encoder \{"kind":"efficientnet-lite","variant":0\}/);
  });

  it("are told from a MobileNetV2 by a kernel where they have timm's names, which both have", () => {
    const [stem, kernel] = ['blocks.0.0.conv_dw.weight', 'blocks.2.0.conv_dw.weight'];
    const named = (side: number): WeightMap =>
      new Map([
        [stem, { shape: [32, 1, 3, 3], data: new Float32Array(288) }],
        [kernel, { shape: [144, 1, side, side], data: new Float32Array(144 * side ** 2) }],
      ]);
    expect(() => map(named(5))).toThrow(/stem is missing: there is no conv_stem\.weight/);
    expect(() => map(named(3))).toThrow(/these are weights of a timm MobileNetV2/);
  });

  it.each(['_blocks.0._se_reduce.weight', 'blocks.0.0.se.conv_reduce.weight'])(
    'are not taken for those of an EfficientNet proper, which has squeeze-and-excitation: %s',
    (name) => {
      const proper = published().set(name, { shape: [8, 32, 1, 1], data: new Float32Array(256) });
      if (name.startsWith('blocks')) {
        for (const own of [...proper.keys()]) if (own.startsWith('_')) proper.delete(own);
        proper.set('blocks.0.0.conv_dw.weight', { shape: [32, 1, 3, 3], data: new Float32Array(288) });
      }
      expect(() => map(proper)).toThrow(CoreError);
      expect(() => map(proper)).toThrow(/names of no encoder we know/);
    },
  );
});
