import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { rememberMemory } from './remembered-memory.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-memory-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('measures each encoder once for all starts with the same settings, and again where its file cannot be used', async () => {
  const file = path.join(folder, 'encoder-memory.json');
  const measured: string[] = [];
  const open = (setting: string) =>
    rememberMemory(file, setting, ({ name }) => Promise.resolve({ weightsBytes: 10, arenaBytes: measured.push(name) }));
  const [a, b] = [modelRecord('a', 1), modelRecord('b', 1)];
  const first = await Promise.all([open('16')(a), open('32')(a)]);
  expect(first.map(({ weightsBytes }) => weightsBytes)).toEqual([10, 10]);
  const weigh = open('16');
  const before = measured.length;
  const [one, other] = [await weigh(a), await weigh(b)];
  expect(await open('16')(b)).toEqual(other);
  expect(await open('16')(a)).toEqual(one);
  // Two that wrote at once may have lost one of the two.
  expect(measured.length - before).toBeLessThanOrEqual(2);
  // Frozen again: another encoder.
  await weigh(modelRecord('a', 1, { seed: 2 }));
  expect(measured.at(-1)).toBe('a');
  for (const damaged of ['{', '{"a":1}', '[]']) {
    await writeFile(file, damaged);
    const count = measured.length;
    await weigh(a);
    expect(measured.length).toBe(count + 1);
  }
  await rm(folder, { recursive: true });
  expect(await weigh(b)).toMatchObject({ weightsBytes: 10 });
});
