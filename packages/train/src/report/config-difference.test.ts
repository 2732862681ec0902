import { describe, expect, it } from 'vitest';
import { configDifference } from './config-difference.js';

describe('configDifference', () => {
  it('names every setting that differs, also where one has none', () => {
    const a = { name: 'x', stage1: { views: 2, l2: [1, 2], head: { outputs: 128 } } };
    const b = { name: 'x', stage1: { views: 1, l2: [1, 3] } };
    expect(configDifference([a, b])).toEqual([
      { setting: 'stage1.views', values: ['2', '1'] },
      { setting: 'stage1.l2', values: ['[1,2]', '[1,3]'] },
      { setting: 'stage1.head.outputs', values: ['128', undefined] },
    ]);
    expect(configDifference([a, structuredClone(a), a])).toEqual([]);
  });

  it('shows no digits that only arithmetic made', () => {
    expect(configDifference([{ warmupEpochs: 3 * 0.075 }, { warmupEpochs: [0.1 + 0.2, 1 / 3] }])).toEqual([
      { setting: 'warmupEpochs', values: ['0.225', '[0.3,0.333333333333]'] },
    ]);
  });
});
