import { describe, expect, it } from 'vitest';
import { formatAuto } from './format-auto.mjs';

/** @param {string} role @param {number} linear @param {number} epochs */
const part = (role, linear, epochs) => ({
  run: `run-${role}-${linear}`,
  role,
  validation: { linear, knn: linear - 0.1 },
  test: { linear: linear - 0.05, knn: linear - 0.2 },
  seconds: 90,
  epochs,
});

describe('formatAuto', () => {
  it('has a row for each part of each set, over seeds, and one for what was kept', () => {
    const first = [part('probe', 0.9, 0), part('fine-tuned', 0.8, 4)];
    const second = [part('probe', 0.8, 0), part('fine-tuned', 0.95, 6)];
    const table = formatAuto([
      { data: 'flowers', seed: 0, selection: { chosen: 'run-probe-0.9', candidates: first } },
      { data: 'flowers', seed: 1, shared: true, selection: { chosen: 'run-fine-tuned-0.95', candidates: second } },
    ]);
    expect(table.split('\n').slice(2, 5)).toEqual([
      '| flowers | frozen probe | 2 | 0.800 (0.750-0.850) | 0.800 (0.750-0.850) | 0.650 (0.600-0.700) | 0 | 1.5 * | 1 of 2 |',
      '| flowers | SupCon fine-tuning | 2 | 0.825 (0.750-0.900) | 0.825 (0.750-0.900) | 0.675 (0.600-0.750) | 4-6 | 1.5 * | 1 of 2 |',
      '| flowers | **what auto kept** | 2 | 0.875 (0.850-0.900) | 0.875 (0.850-0.900) | 0.725 (0.700-0.750) | 0-6 | 1.5 * |  |',
    ]);
    expect(table).toContain('other work ran');
  });

  it('says how to measure where nothing is', () => {
    expect(formatAuto([])).toContain('train:auto-accuracy');
  });
});
