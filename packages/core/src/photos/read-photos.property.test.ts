import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layOut, madeUpPhotos } from '../../test/made-up-photos.js';
import { readPhotos } from './read-photos.js';

const SPLIT_WORDS = { train: 'train', validation: 'val', test: 'test' } as const;

it('finds in made-up folders what was put there, and the same in lists of them', async () => {
  await fc.assert(
    fc.asyncProperty(madeUpPhotos, async (files) => {
      const root = await mkdtemp(join(tmpdir(), 'supcon-photos-'));
      try {
        await layOut(root, files, String);
        const wanted = files
          .flatMap(({ path, label, split }) => (label === undefined ? [] : [{ path, label, split }]))
          .sort((a, b) => (a.path < b.path ? -1 : 1));
        const set = await readPhotos(join(root, 'data'));
        expect(set.photos).toEqual(wanted);
        expect(set.labels).toEqual([...new Set(wanted.map(({ label }) => label))].sort());
        const broken = files.filter(({ by, path }) => by === 'broken-link' && !/(^|\/)(\.|@eaDir)/.test(path)).map(({ path }) => path);
        expect(set.leftOut.filter(({ code }) => code === 'BROKEN_LINK').map(({ path }) => path)).toEqual(broken.sort());
        expect(set.leftOut.filter(({ kind }) => kind === 'unreadable')).toHaveLength(broken.length);

        const rows = wanted.map(({ path, label, split }) => ({ path, label: label.normalize('NFD'), split: split && SPLIT_WORDS[split] }));
        const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
        const csv = rows.map(({ path, label, split }) => [path, label, split ?? ''].map(quoted).join(','));
        await writeFile(join(root, 'data', 'list.csv'), ['path,label,split', ...csv].join('\n'));
        await writeFile(join(root, 'data', 'list.jsonl'), rows.map((row) => JSON.stringify(row)).join('\n'));
        for (const list of ['list.csv', 'list.jsonl']) {
          const listed = await readPhotos(join(root, 'data', list));
          expect(listed).toEqual({ ...set, source: 'list', name: 'list', leftOut: [] });
        }
      } finally {
        await rm(root, { recursive: true, force: true });
      }
    }),
    { numRuns: 120, seed: 16 },
  );
});
