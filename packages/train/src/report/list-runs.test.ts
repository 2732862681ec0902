import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { describeRuns } from './list-runs.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const START = { type: 'start', time: '2026-01-01T11:59:00Z', recipe: 'quick', data: 'photos', seed: 3, stage1Epochs: 40 };
const EPOCH = { type: 'epoch', time: '2026-01-01T11:59:30Z', epoch: 7, epochs: 40, supcon: 2, knn: 0.5 };

const writeRun = async (home: string, id: string, events: readonly object[], minutesAgo: number, result?: object): Promise<void> => {
  const folder = join(home, 'runs', id);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'config.json'), '{"recipe": "of another version"}');
  const log = join(folder, 'metrics.jsonl');
  await writeFile(log, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  if (result) await writeFile(join(folder, 'result.json'), JSON.stringify(result));
  const at = NOW / 1000 - 60 * minutesAgo;
  for (const path of [log, join(folder, 'config.json')]) await utimes(path, at, at);
};

describe('describeRuns', () => {
  it('tells running, stopped, failed and finished runs apart, also of a config it cannot read', () =>
    inTemporaryFolder(async (home) => {
      expect(await describeRuns(home, NOW)).toEqual([]);
      await writeRun(home, '1-running', [START, EPOCH], 1);
      await writeRun(home, '2-killed', [START, EPOCH], 60);
      await writeRun(home, '3-stopped', [START, EPOCH, { type: 'stopped', time: '2026-01-01T11:59:40Z' }], 1);
      await writeRun(home, '4-failed', [START, { type: 'failed', code: 'DIVERGED', time: '2026-01-01T11:59:40Z' }], 1);
      await writeRun(home, '5-finished', [START, EPOCH], 60, { test: { linear: 0.9, knn: 0.8 }, seconds: 139.4 });
      const runs = await describeRuns(home, NOW);
      expect(runs.map(({ state }) => state)).toEqual(['running', 'stalled', 'stopped', 'failed', 'finished']);
      expect(runs[0]).toEqual({
        id: '1-running',
        recipe: 'quick',
        data: 'photos',
        seed: 3,
        state: 'running',
        error: undefined,
        owner: undefined,
        epoch: 7,
        epochs: 40,
        knn: 0.5,
        testLinear: undefined,
        testKnn: undefined,
        seconds: 30,
      });
      expect(runs[3]).toMatchObject({ error: { code: 'DIVERGED' } });
      expect(runs[4]).toMatchObject({ testLinear: 0.9, testKnn: 0.8, seconds: 139.4 });
    }));

  it('calls a run with an owner elsewhere running as long as that beats, however old its log is, and stalled after that', () =>
    inTemporaryFolder(async (home) => {
      await writeRun(home, '1-slow', [START, EPOCH], 60);
      const file = join(home, 'runs', '1-slow', 'owner.json');
      const owner = { host: `not-${hostname()}`, pid: 7, since: '2026-01-01T10:00:00.000Z' };
      await writeFile(file, JSON.stringify({ formatVersion: 1, id: 'x', ...owner }));
      const beat = NOW / 1000 - 3;
      await utimes(file, beat, beat);
      expect(await describeRuns(home, NOW)).toMatchObject([{ state: 'running', owner }]);
      expect(await describeRuns(home, NOW + 16 * 60_000)).toMatchObject([{ state: 'stalled', owner }]);
    }));
});
