import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { inspectSampleFolder, RECEIPT_FILE } from './sample-receipt.js';

const receipt = { madeBy: 'supcon sample', version: 1, seed: 1, perClass: 1, classes: ['cat'] };
let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'supcon-receipt-'));
});
afterEach(() => rm(dir, { recursive: true }));

it('counts a folder that is missing or empty as absent', async () => {
  expect(await inspectSampleFolder(join(dir, 'missing'))).toEqual({ kind: 'absent' });
  expect(await inspectSampleFolder(dir)).toEqual({ kind: 'absent' });
});

it('finds finished data', async () => {
  await mkdir(join(dir, 'train/cat'), { recursive: true });
  await writeFile(join(dir, 'train/cat/1.jpg'), '');
  await writeFile(join(dir, RECEIPT_FILE), JSON.stringify(receipt));
  expect(await inspectSampleFolder(dir)).toEqual({ kind: 'finished', receipt });
});

it.each([
  ['half a receipt', '{"madeBy"'],
  ['a receipt of something else', JSON.stringify({ ...receipt, madeBy: 'me' })],
  ['an unknown key', JSON.stringify({ ...receipt, more: 1 })],
  ['fewer pictures than it says', JSON.stringify(receipt)],
])('takes %s for somebody else’s', async (_, text) => {
  await writeFile(join(dir, RECEIPT_FILE), text);
  expect((await inspectSampleFolder(dir)).kind).toBe('foreign');
});

it('does not take a file for a folder', async () => {
  await writeFile(join(dir, 'file'), '');
  await expect(inspectSampleFolder(join(dir, 'file'))).rejects.toThrow(/ENOTDIR/);
});
