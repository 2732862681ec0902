import { describe, expect, it } from 'vitest';
import { planTraining, type TrainingRequest } from './plan-training.js';

const now = new Date('2026-11-30T10:00:01.500Z');

describe('planTraining', () => {
  it('leaves runs of recipe auto to the trainer, and names others by time, recipe, data and something of their own', () => {
    expect(planTraining({ data: 'flowers' }, now)).toMatchObject({ recipe: 'auto', run: null, isResumed: false });
    const runs = ['Blüten & Blätter', '花', 'x'.repeat(128)].map((data) => planTraining({ data, recipe: 'custom' }, now).run);
    expect(runs).toEqual([
      expect.stringMatching(/^20261130-100001-custom-blu-ten-bla-tter-[0-9a-f]{6}$/),
      expect.stringMatching(/^20261130-100001-custom-[0-9a-f]{6}$/),
      expect.stringMatching(/^20261130-100001-custom-x{32}-[0-9a-f]{6}$/),
    ]);
    const same = new Set(Array.from({ length: 50 }, () => planTraining({ data: 'a', recipe: 'custom' }, now).run));
    expect(same.size).toBe(50);
  });

  it.each<[string, TrainingRequest]>([
    ['recipe', { data: 'a', recipe: 'mine.json' }],
    ['recipe', { data: 'a', recipe: '/etc/x' }],
    ['recipe', { data: 'a', recipe: '' }],
    ['name', { data: 'a', name: '-x' }],
    ['name', { data: 'a', name: 'Ä' }],
    ['seed', { data: 'a', seed: 1.5 }],
    ['seed', { data: 'a', seed: 2 ** 32 }],
    ['minutes', { data: 'a', minutes: NaN }],
    ['minutes', { data: 'a', minutes: Infinity }],
    ['minutes', { data: 'a', recipe: 'quick', minutes: 1 }],
    ['epochs', { data: 'a', epochs: 1 }],
    ['epochs', { data: 'a', recipe: 'quick', epochs: 0 }],
  ])('refuses a %s that is none: %o', (field, request) => {
    expect(() => planTraining(request, now)).toThrow(
      expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringMatching(`^${field}: `) as string }),
    );
  });
});
