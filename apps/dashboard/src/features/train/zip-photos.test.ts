import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { openPromise } from 'yauzl';
import { expect, it } from 'vitest';
import { crc32 } from 'node:zlib';
import { zipPhotos } from './zip-photos.js';

it('packs files so that another program finds them', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-zip-'));
  try {
    const files = [
      { path: 'cat/1.jpg', file: new Blob(['a cat']) },
      { path: 'Käfer/猫.jpg', file: new Blob(['x'.repeat(200_000)]) },
      { path: 'dog/empty.jpg', file: new Blob([]) },
    ];
    const told: number[] = [];
    const zip = await zipPhotos(files, (done) => told.push(done), new AbortController().signal);
    const file = path.join(folder, 'a.zip');
    writeFileSync(file, new Uint8Array(await zip.arrayBuffer()));
    const opened = await openPromise(file, { lazyEntries: true, autoClose: false });
    const found: [string, string][] = [];
    for await (const entry of opened.eachEntry()) {
      const content = await text(await opened.openReadStreamPromise(entry));
      expect(entry.crc32).toBe(crc32(content));
      found.push([entry.fileName, content]);
    }
    opened.close();
    expect(found).toEqual(await Promise.all(files.map(async (one) => [one.path, await one.file.text()])));
    expect(told).toEqual([1, 2, 3]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

it('ends when it is told to', async () => {
  const files = [{ path: 'a/1.jpg', file: new Blob(['a']) }];
  await expect(zipPhotos(files, () => undefined, AbortSignal.abort())).rejects.toThrow('abort');
});

it('says which file cannot be read', async () => {
  const gone = {
    size: 1,
    stream: () => new ReadableStream({ start: (controller) => controller.error(new Error('gone')) }),
  } as unknown as Blob;
  await expect(zipPhotos([{ path: 'a/1.jpg', file: gone }], () => undefined, new AbortController().signal)).rejects.toThrow(
    'a/1.jpg cannot be read',
  );
});
