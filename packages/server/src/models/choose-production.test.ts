import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { chooseProduction, newerModels } from './choose-production.js';

const [newest, middle, oldest] = [3, 2, 1].map((version) => modelRecord('pets', version)) as [
  ReturnType<typeof modelRecord>,
  ReturnType<typeof modelRecord>,
  ReturnType<typeof modelRecord>,
];
const models = [newest, middle, oldest];
const holding = (model: { encoderHash: string }, items: number): { encoderHash: string; items: number } => ({
  encoderHash: model.encoderHash,
  items,
});

describe('chooseProduction', () => {
  it('takes the model that most items were encoded with, over all collections', () => {
    const collections = [holding(middle, 5), holding(oldest, 3), holding(oldest, 3)];
    expect(chooseProduction(models, collections)).toEqual({ model: oldest, items: 6 });
  });

  it.each([
    ['there are no collections', []],
    ['they are empty', [holding(oldest, 0)]],
    ['what they were made with is gone', [{ encoderHash: 'gone', items: 100 }]],
    ['it is as good as another', [holding(oldest, 4), holding(newest, 4)]],
  ])('takes the newest where %s', (_why, collections) => {
    expect(chooseProduction(models, collections)?.model).toBe(newest);
  });

  const eightBits = (withinLimit: boolean) =>
    modelRecord('pets-int8', 1, {
      precision: 'int8',
      quantization: { of: { name: 'pets', version: 3 }, images: 100, agreement: 0.99, cosine: 0.999, withinLimit },
    });

  it('takes one in 8 bits that is inside its limit, and passes over one that is not, however new', () => {
    const [near, far] = [eightBits(true), eightBits(false)];
    expect(chooseProduction([near, ...models], [])?.model).toBe(near);
    expect(chooseProduction([far, ...models], [])?.model).toBe(newest);
    expect(chooseProduction([far], [])?.model).toBe(far);
  });

  it('takes one outside its limit that most items were encoded with', () => {
    const far = eightBits(false);
    expect(chooseProduction([far, ...models], [holding(far, 3), holding(newest, 2)])).toEqual({ model: far, items: 3 });
  });

  it('takes the only one, and none where there is none', () => {
    expect(chooseProduction([oldest], [])).toEqual({ model: oldest, items: 0 });
    expect(chooseProduction([], [holding(oldest, 4)])).toBeUndefined();
  });
});

describe('newerModels', () => {
  it('gives what was frozen after the one that serves, and no copies of it', () => {
    expect(newerModels(models, oldest)).toEqual([newest, middle]);
    expect(newerModels(models, newest)).toEqual([]);
    expect(newerModels([{ ...newest, name: 'copy', encoderHash: oldest.encoderHash }, oldest], oldest)).toEqual([]);
  });

  it('gives a later version of the same encoder, whose classes were changed', () => {
    const changed = { ...newest, encoderHash: oldest.encoderHash };
    expect(newerModels([changed, oldest], oldest)).toEqual([changed]);
  });
});
