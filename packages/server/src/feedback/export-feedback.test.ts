import { lstat, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readPhotos } from '@supcon/core/photos';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { at, idOf, ROOMY, said, told } from '../../test/feedback-store-conformance.js';
import { makePicture } from '../../test/pictures.js';
import { createMemoryBlobStore } from '../adapters/memory/memory-blob-store.js';
import { MemoryFeedback, openMemoryFeedbackStore } from '../adapters/memory/memory-feedback-store.js';
import type { BlobStore } from '../domain/blob-store.js';
import type { FeedbackStore, ToldFeedback } from '../domain/feedback-store.js';
import { exportFeedback, FEEDBACK_LIST } from './export-feedback.js';
import { newFeedbackBlob } from './feedback-blobs.js';

describe('exportFeedback', () => {
  let folder: string;
  let blobs: BlobStore;
  let store: FeedbackStore;
  const going = new AbortController().signal;
  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-export-'));
    blobs = createMemoryBlobStore(() => at(0));
    store = openMemoryFeedbackStore(new MemoryFeedback());
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  /** Id and blob of a record, put as the service does. */
  async function keep(number: number, label: string, changes: Partial<ToldFeedback> = {}, format: 'png' | 'jpeg' = 'png'): Promise<string> {
    // Ids of the same length as hashes that differ in what files are called by.
    const id = idOf(number).split('').reverse().join('');
    const blob = newFeedbackBlob(id);
    const bytes = await makePicture(number, format);
    await blobs.put(blob, bytes, { contentType: `image/${format}` });
    const what = told(label, { mayTrain: true, ...changes });
    await store.record(id, what, what.mayTrain ? { blob, bytes: bytes.length } : null, ROOMY, at(number));
    return blob;
  }
  const run = (filter: Parameters<typeof exportFeedback>[1]['filter'] = {}, signal = going, stores = { store, blobs }) =>
    exportFeedback(stores, { to: path.join(folder, 'out'), filter, signal });

  it('writes the pictures that may be trained with, and a list that the reader of photos takes', async () => {
    const labels = ['apple', 'prickly pear, "red"', 'Käse', 'a/b', '../up', 'two words', 'x'];
    for (const [nth, label] of labels.entries())
      await keep(nth + 1, label, { predicted: nth % 2 === 0 ? said('=cmd()') : null, note: 'line\nline' }, nth === 2 ? 'jpeg' : 'png');
    await keep(20, 'apple', { mayTrain: false });
    const report = await run();
    expect(report).toMatchObject({ exported: labels.length, missing: 0, formulas: [] });
    const { photos, leftOut, labels: read } = await readPhotos(report.list);
    expect(leftOut).toEqual([]);
    expect([...read].sort()).toEqual([...labels].sort());
    expect(photos).toHaveLength(labels.length);
    for (const [nth, label] of labels.entries()) {
      const photo = photos.find((each) => each.label === label)!;
      const bytes = await readFile(path.resolve(folder, 'out', photo.path));
      expect(bytes.equals(await makePicture(nth + 1, nth === 2 ? 'jpeg' : 'png'))).toBe(true);
      expect(path.extname(photo.path)).toBe(nth === 2 ? '.jpg' : '.png');
    }
    expect(await readdir(folder)).toEqual(['out']);
    // Nothing for people to run in a spreadsheet, and no note.
    const text = await readFile(path.join(folder, 'out', FEEDBACK_LIST), 'utf8');
    expect(text).toContain("'=cmd()");
    expect(text).not.toContain('line');
  });

  it('goes by what is asked for', async () => {
    await keep(1, 'apple', { predicted: said('apple') });
    await keep(2, 'apple', { predicted: said('pear') });
    await keep(3, 'pear', { predicted: said('apple') });
    const { list } = await run({ label: 'apple', disagrees: true, since: at(2) });
    expect((await readPhotos(list)).photos).toHaveLength(1);
  });

  it('leaves out labels that a spreadsheet would run, and names them', async () => {
    await keep(1, 'apple');
    await keep(2, '=HYPERLINK("http://evil.example")');
    const { exported, formulas, list } = await run();
    expect([exported, formulas.map(({ label }) => label)]).toEqual([1, ['=HYPERLINK("http://evil.example")']]);
    expect((await readPhotos(list)).labels).toEqual(['apple']);
  });

  it('leaves out what is forgotten meanwhile, and says how many', async () => {
    await keep(1, 'apple');
    await blobs.delete(await keep(2, 'pear'));
    expect(await run()).toMatchObject({ exported: 1, missing: 1 });
  });

  it('never writes over what is there, and leaves nothing where there is nothing to export', async () => {
    await expect(run()).rejects.toMatchObject({ code: 'BAD_DATA' });
    await keep(1, 'apple', { mayTrain: false });
    await expect(run()).rejects.toMatchObject({ code: 'BAD_DATA' });
    await keep(2, 'apple');
    await mkdir(path.join(folder, 'out'));
    await expect(run()).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    await rm(path.join(folder, 'out'), { recursive: true });
    await writeFile(path.join(folder, 'out'), 'mine');
    await expect(run()).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    expect(await readFile(path.join(folder, 'out'), 'utf8')).toBe('mine');
    expect(await readdir(folder)).toEqual(['out']);
    const nowhere = exportFeedback({ store, blobs }, { to: path.join(folder, 'no/where'), filter: {}, signal: going });
    await expect(nowhere).rejects.toMatchObject({ code: 'BAD_CONFIG' });
  });

  it('does not write over what came meanwhile', async () => {
    await keep(1, 'apple');
    const late: BlobStore = {
      ...blobs,
      get: async (name) => {
        await mkdir(path.join(folder, 'out'), { recursive: true });
        return blobs.get(name);
      },
    };
    await expect(run({}, going, { store, blobs: late })).rejects.toMatchObject({ code: 'BAD_CONFIG' });
    expect(await readdir(path.join(folder, 'out'))).toEqual([]);
    expect(await readdir(folder)).toEqual(['out']);
  });

  it('leaves nothing half when it is interrupted or fails', async () => {
    for (let number = 1; number <= 3; number++) await keep(number, 'apple');
    const stop = new AbortController();
    let reads = 0;
    const interrupting: BlobStore = {
      ...blobs,
      get: (name) => {
        if (++reads === 2) stop.abort(new Error('stop'));
        return blobs.get(name);
      },
    };
    await expect(run({}, stop.signal, { store, blobs: interrupting })).rejects.toThrow('stop');
    expect([reads, await readdir(folder)]).toEqual([2, []]);
    const failing: BlobStore = { ...blobs, get: () => Promise.reject(Object.assign(new Error('full'), { code: 'ENOSPC' })) };
    await expect(run({}, going, { store, blobs: failing })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await readdir(folder)).toEqual([]);
    await expect(lstat(path.join(folder, 'out'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});
