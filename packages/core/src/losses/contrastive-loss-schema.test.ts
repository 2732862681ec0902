import { describe, expect, expectTypeOf, it } from 'vitest';
import { CONTRASTIVE_CASES } from '../../test/contrastive-cases.js';
import { classWeights, type ClassWeighting } from './class-weights.js';
import type { ContrastiveLossOptions } from './contrastive-loss.js';
import { classWeightingSchema, contrastiveLossSchema, type ContrastiveLossConfig } from './contrastive-loss-schema.js';

describe('contrastiveLossSchema', () => {
  it('takes every loss there is, as plain JSON, and nothing fits that the losses would refuse by type', () => {
    for (const { options } of CONTRASTIVE_CASES) {
      if (options.kind === 'supcon' && options.classWeights) continue;
      expect(contrastiveLossSchema.parse(JSON.parse(JSON.stringify(options)))).toEqual(options);
    }
    expectTypeOf<ContrastiveLossConfig>().toExtend<ContrastiveLossOptions>();
    expectTypeOf<ContrastiveLossConfig['kind']>().toEqualTypeOf<ContrastiveLossOptions['kind']>();
  });

  it.each([
    { kind: 'arcface' },
    { kind: 'supcon', temperature: 0 },
    { kind: 'supcon', margin: 1 },
    { kind: 'supcon', positivesCap: 1.5 },
    { kind: 'triplet', margin: 'hard' },
    { kind: 'max-margin', margin: -1 },
    { kind: 'multi-similarity', alpha: 0 },
    { temperature: 0.1 },
  ])('refuses %o', (options) => {
    expect(contrastiveLossSchema.safeParse(options).success).toBe(false);
  });
});

it('classWeightingSchema fits classWeights', () => {
  expectTypeOf(classWeightingSchema.parse({ method: 'inverse-frequency' })).toExtend<ClassWeighting>();
  expect([...classWeights([1, 3], classWeightingSchema.parse({ method: 'effective-number', beta: 0 }))]).toEqual([1, 1]);
  for (const weighting of [{ method: 'effective-number', beta: 1 }, { method: 'sqrt' }, { method: 'inverse-frequency', beta: 0 }])
    expect(classWeightingSchema.safeParse(weighting).success).toBe(false);
});
