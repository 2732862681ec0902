import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import type { FoundOwner } from '@supcon/core/run';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { describeHolder } from './describe-holder.js';
import { holdCheckpoints, holdLog, takeRun } from './run-hold.js';

const NOW = Date.parse('2026-01-01T12:00:00Z');
const found = (life: FoundOwner['life'], silentMinutes: number): FoundOwner => ({
  owner: { formatVersion: 1, id: 'x', host: 'snow', pid: 77, since: '2026-01-01T10:00:00.000Z' },
  life,
  beatAt: NOW - silentMinutes * 60_000,
});

it.each<[FoundOwner['life'], number, RegExp]>([
  ['alive', 0, /Wait until it ends, or let it save and stop with kill -INT 77/],
  ['alive', 16, /no sign for 16 min 0 s: it is paused or hangs.*kill -CONT 77/],
  ['unknown', 0, /Wait until it ends, or stop it there/],
  ['unknown', 16, /no sign for 16 min 0 s\. If it is gone, remove \/runs\/a\/owner\.json/],
])('says who has a run and what to do: %s, silent for %i minutes', (life, silentMinutes, advice) => {
  const text = describeHolder('a', '/runs/a', found(life, silentMinutes), NOW);
  expect(text).toContain('run a is being trained by process 77 on snow, since 2026-01-01T10:00:00.000Z');
  expect(text).toMatch(advice);
  expect(text).toMatch(/supcon train --resume a$/);
});

it('refuses a run that somebody has, and lets nothing be written to one that was taken away', () =>
  inTemporaryFolder(async (home) => {
    const folder = join(home, 'a');
    await mkdir(folder);
    const hold = await takeRun(folder);
    await expect(takeRun(folder)).rejects.toMatchObject({
      code: 'RUN_IN_USE',
      message: expect.stringContaining(String(process.pid)) as string,
    });
    const written: string[] = [];
    const log = holdLog({ write: ({ type }) => void written.push(type) }, hold);
    const save = (): Promise<void> => Promise.resolve(void written.push('checkpoint'));
    const store = holdCheckpoints({ save, saveWeights: save } as unknown as CheckpointStore, hold);
    const writeAll = async (): Promise<void> => {
      log.write({ type: 'resume' });
      await store.saveWeights('best', new Map());
    };
    await writeAll();
    expect(written).toEqual(['resume', 'checkpoint']);

    await writeFile(join(folder, 'owner.json'), JSON.stringify({ ...found('unknown', 0).owner, host: `not-${hostname()}` }));
    for (const write of [
      writeAll,
      () => store.saveWeights('best', new Map()),
      () => store.save(...([] as unknown as Parameters<CheckpointStore['save']>)),
    ])
      await expect(write()).rejects.toMatchObject({ code: 'RUN_IN_USE', message: expect.stringContaining('process 77') as string });
    await rm(join(folder, 'owner.json'));
    await expect(writeAll()).rejects.toMatchObject({ code: 'RUN_IN_USE', message: expect.stringContaining('was removed') as string });
    expect(written).toHaveLength(2);
    hold.release();
    expect(await readdir(folder)).toEqual([]);
  }));
