import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { scene } from '../../test/scene.js';
import { decodeThreads, startDecodeThreads } from './decode-threads.js';

const OPTIONS = { size: 24, thumbnail: false, maxPixels: 1e6 };

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-decode-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('decodeThreads', () => {
  it('answers each of many at once with its own picture', async () => {
    const files = await Promise.all(
      Array.from({ length: 60 }, (_, at) =>
        scene(40 + at, 50)
          .jpeg()
          .toBuffer(),
      ),
    );
    const one = startDecodeThreads(1);
    const alone = [];
    for (const file of files) alone.push(await one.decode(file, OPTIONS));
    const together = await Promise.all(files.map((file) => decodeThreads().decode(file, OPTIONS)));
    expect(together).toEqual(alone);
    expect(together.map(({ decoded }) => decoded?.width)).toEqual(files.map((_, at) => 40 + at));
  });

  it('leaves the bytes that it is given alone', async () => {
    const file = await scene(50, 40).jpeg().toBuffer();
    const copy = Buffer.from(file);
    await decodeThreads().decode(file, OPTIONS);
    expect(file.equals(copy)).toBe(true);
  });

  it('hands back the bytes of a file that is for another decoder, and nothing for bytes', async () => {
    const png = await scene(50, 40).png().toBuffer();
    const file = path.join(folder, 'a.png');
    await writeFile(file, png);
    const { decoded, bytes } = await decodeThreads().decode(file, OPTIONS);
    expect(decoded).toBeUndefined();
    expect(png.equals(bytes!)).toBe(true);
    expect(await decodeThreads().decode(png, OPTIONS)).toEqual({});
  });

  it('says why a file cannot be read, and goes on', async () => {
    await expect(decodeThreads().decode(path.join(folder, 'none.jpg'), OPTIONS)).rejects.toMatchObject({ code: 'ENOENT' });
    await expect(decodeThreads().decode(folder, OPTIONS)).rejects.toMatchObject({ code: 'EISDIR' });
    expect((await decodeThreads().decode(await scene(30, 30).jpeg().toBuffer(), OPTIONS)).decoded).toBeDefined();
  });

  it('gives everything to the other decoder when threads die, and does not start them for ever', async () => {
    const program = path.join(folder, 'dies.mjs');
    await writeFile(
      program,
      `import { appendFileSync } from 'node:fs';
       import { parentPort } from 'node:worker_threads';
       appendFileSync(${JSON.stringify(path.join(folder, 'starts'))}, 's');
       parentPort.on('message', () => process.exit(1));`,
    );
    const threads = startDecodeThreads(2, pathToFileURL(program));
    for (let at = 0; at < 8; at++) expect(await threads.decode(Buffer.from('x'), OPTIONS)).toEqual({});
    expect(await Promise.all(Array.from({ length: 30 }, () => threads.decode('x', OPTIONS)))).toEqual(Array(30).fill({}));
  });
});
