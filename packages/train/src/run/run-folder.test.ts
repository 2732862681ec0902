import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { loadRecipe } from '../recipe/load-recipe.js';
import { createRun, latestUnfinishedRun, openRun, requireRunId, runId, safeName, type RunConfig } from './run-folder.js';

const config = async (id: string): Promise<RunConfig> => ({
  formatVersion: 1,
  id,
  createdAt: '2026-01-02T03:04:05.000Z',
  recipeName: 'quick',
  recipe: (await loadRecipe('quick')).recipe,
  data: { root: '/data', name: 'pets', fingerprint: 'f', images: 4, labels: ['cat', 'dog'] },
  artifactName: 'pets',
  seed: 0,
  skipBad: false,
  backend: 'native',
  device: 'TensorFlow',
  precision: 'float32',
  node: 'v20',
});

describe('run folders', () => {
  it('are named by time, recipe and data, safely', () => {
    expect(runId(new Date('2026-01-02T03:04:05Z'), 'quick', 'My Päts & more')).toBe('20260102-030405-quick-my-pa-ts-more');
    expect(safeName('../..')).toBe('data');
  });

  it('give back their configuration, and never share a folder', () =>
    inTemporaryFolder(async (home) => {
      const first = await createRun(home, await config('a'));
      const second = await createRun(home, await config('a'));
      expect([first.config.id, second.config.id]).toEqual(['a', 'a-2']);
      expect((await openRun(home, 'a-2')).config).toEqual(second.config);
    }));

  it('have exactly the id that is asked for, or none; what a process left that was killed before there was a run is taken', () =>
    inTemporaryFolder(async (home) => {
      await mkdir(join(home, 'runs', 'a'), { recursive: true });
      const taken: string[] = [];
      const take = (folder: string): Promise<void> => Promise.resolve(void taken.push(folder));
      const { config: made } = await createRun(home, await config('a'), { exactId: true, take });
      expect([made.id, taken]).toEqual(['a', [join(home, 'runs', 'a')]]);
      await expect(createRun(home, { ...(await config('a')), seed: 7 }, { exactId: true })).rejects.toMatchObject({
        code: 'USAGE',
        message: expect.stringContaining('supcon train --resume a') as string,
      });
      expect((await openRun(home, 'a')).config).toEqual(made);
    }));

  it('take no id that would lead out of their place', () => {
    expect(requireRunId('20260102-quick.pets_1')).toBe('20260102-quick.pets_1');
    for (const id of ['', '.', '..', '../a', 'a/b', '-a', 'a b', 'x'.repeat(129)])
      expect(() => requireRunId(id)).toThrow(expect.objectContaining({ code: 'USAGE' }));
  });

  it('that do not exist are named with what does', () =>
    inTemporaryFolder(async (home) => {
      await createRun(home, await config('20260102-quick-pets'));
      await expect(openRun(home, '20260102-quick-pet')).rejects.toMatchObject({
        code: 'NOT_FOUND',
        message: expect.stringContaining("Did you mean '20260102-quick-pets'?") as string,
      });
      await expect(openRun(home, '../secret')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    }));

  it('that were damaged say so', () =>
    inTemporaryFolder(async (home) => {
      const { folder } = await createRun(home, await config('a'));
      await writeFile(join(folder, 'config.json'), '{"id":');
      await expect(openRun(home, 'a')).rejects.toMatchObject({ code: 'BAD_RUN' });
      await writeFile(join(folder, 'config.json'), '{"id":"a"}');
      await expect(openRun(home, 'a')).rejects.toMatchObject({ code: 'BAD_RUN' });
    }));

  it('are resumed from the newest that has no result', () =>
    inTemporaryFolder(async (home) => {
      await expect(latestUnfinishedRun(home)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      for (const id of ['1', '2', '3']) await createRun(home, await config(id));
      await mkdir(join(home, 'runs', '.hidden'));
      await writeFile(join(home, 'runs', '3', 'result.json'), '{}');
      expect((await latestUnfinishedRun(home)).config.id).toBe('2');
    }));
});
