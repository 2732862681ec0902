import { expect, it } from 'vitest';
import { createMemoryBlobStore } from '../../adapters/memory/memory-blob-store.js';
import { MemoryJobs, openMemoryJobQueue } from '../../adapters/memory/memory-job-queue.js';
import { createImportStore, IMPORT_BEGIN } from './import-store.js';
import { IMPORT } from './plan-import.js';
import { sweepImports } from './sweep-imports.js';

const [LONG_AGO, AN_HOUR_AGO, NOW] = ['2026-11-30T08:00:00.000Z', '2026-11-30T09:30:00.000Z', '2026-11-30T10:00:00.000Z'] as const;

it('lets go of what nobody asks for any more, and of nothing else', async () => {
  let putAt: string = LONG_AGO;
  const blobs = createMemoryBlobStore(() => putAt);
  const imports = createImportStore(blobs);
  const queue = openMemoryJobQueue(new MemoryJobs());
  async function* body(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(Buffer.from('{}'));
  }
  const keep = async (id: string, state?: 'queued' | 'done'): Promise<void> => {
    await imports.put(id, 'items', body());
    await imports.advance(id, { ...IMPORT_BEGIN, parts: 1 }, [{ line: 1, id: null, code: 'BAD_REQUEST', message: '' }]);
    if (state === undefined) return;
    const { job } = await queue.enqueue({ kind: IMPORT, payload: { upload: id } }, NOW);
    if (state === 'done') await queue.cancel(job.id, NOW);
  };
  await keep('forgotten');
  await keep('waiting', 'queued');
  await keep('ended', 'done');
  putAt = AN_HOUR_AGO;
  await keep('being-planned');
  expect(await sweepImports({ imports, queue }, NOW, new AbortController().signal)).toBe(2);
  const names: string[] = [];
  for await (const { name } of blobs.list()) names.push(name);
  expect(names.filter((name) => name.endsWith('/items')).sort()).toEqual(['being-planned/items', 'waiting/items']);
  expect(
    names
      .filter((name) => name.includes('/report/'))
      .map((name) => name.split('/')[0])
      .sort(),
  ).toEqual(['being-planned', 'ended', 'waiting']);
});
