import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { writeFileAtomic } from './write-file-atomic.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-atomic-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('makes missing folders, replaces the file, and leaves nothing else', async () => {
  const file = path.join(folder, 'a', 'b.txt');
  await writeFileAtomic(file, 'one');
  await writeFileAtomic(file, 'two');
  expect(await readFile(file, 'utf8')).toBe('two');
  expect(await readdir(path.dirname(file))).toEqual(['b.txt']);
});

it('keeps one whole version when many write at once', async () => {
  const file = path.join(folder, 'x');
  const versions = Array.from({ length: 20 }, (_, i) => String(i).repeat(5000));
  await Promise.all(versions.map((version) => writeFileAtomic(file, version)));
  expect(versions).toContain(await readFile(file, 'utf8'));
  expect(await readdir(folder)).toEqual(['x']);
});

it('cleans up when the file cannot be put in place', async () => {
  await mkdir(path.join(folder, 'taken', 'inside'), { recursive: true });
  const file = path.join(folder, 'taken');
  await expect(writeFileAtomic(file, 'x')).rejects.toMatchObject({ writing: file });
  expect(await readdir(folder)).toEqual(['taken']);
});

it('takes a stream, and keeps the old content of one that breaks off', async () => {
  const file = path.join(folder, 'x');
  async function* chunks(count: number, broken: boolean): AsyncGenerator<Uint8Array> {
    for (let i = 0; i < count; i++) yield await Promise.resolve(Buffer.from(String(i)));
    if (broken) throw new Error('the line is cut');
  }
  await writeFileAtomic(file, chunks(5, false));
  await expect(writeFileAtomic(file, chunks(3, true))).rejects.toThrow('the line is cut');
  expect(await readFile(file, 'utf8')).toBe('01234');
  expect(await readdir(folder)).toEqual(['x']);
});
