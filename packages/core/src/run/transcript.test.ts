import { appendFile, mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readTranscript } from './read-transcript.js';
import { openTranscript } from './transcript.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-transcript-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (second: number): Date => new Date(Date.UTC(2026, 10, 30, 12, 0, second));

it('gives back the last lines, without colours, bars and secrets, and says whether there are more', async () => {
  expect(await readTranscript(folder, 5)).toEqual({ recorded: false, lines: [], more: false });
  let second = 0;
  const transcript = openTranscript(folder, { clock: () => at(second++), environment: { HF_TOKEN: 'hf_abcdefgh' } });
  transcript.write('\u001b[31mred\u001b[0m and \u0007bell');
  transcript.write('two\n\nlines with hf_abcdefgh');
  transcript.write('\r10 %\r90 %\r');
  transcript.write('x'.repeat(5000));
  const { lines, more, recorded } = await readTranscript(folder, 4);
  expect([recorded, more]).toEqual([true, true]);
  expect(lines.map(({ text }) => text.slice(0, 30))).toEqual(['two', 'lines with [hidden]', '90 %', 'x'.repeat(30)]);
  expect(lines.map(({ time }) => time)).toEqual([1, 1, 2, 3].map((each) => at(each).toISOString()));
  expect(lines.at(-1)!.text).toHaveLength(2000);
  expect((await readTranscript(folder, 5)).lines[0]!.text).toBe('red and  bell');
  expect((await readTranscript(folder, 5)).more).toBe(false);
});

it('keeps so much and no more, over two files, and loses no line of the end', async () => {
  const transcript = openTranscript(folder, { clock: () => at(0), limitBytes: 400 });
  for (let line = 0; line < 100; line++) transcript.write(`line ${line}`);
  const sizes = await Promise.all(['log.txt', 'log.1.txt'].map(async (name) => (await stat(path.join(folder, name))).size));
  expect(Math.max(...sizes)).toBeLessThan(450);
  const { lines } = await readTranscript(folder, 1000);
  expect(lines.map(({ text }) => text)).toEqual(Array.from(lines, (_, i) => `line ${100 - lines.length + i}`));
  expect(lines.length).toBeGreaterThan(11);
});

it('ends a line that a crash cut off before it goes on, and passes that one over', async () => {
  await writeFile(path.join(folder, 'log.txt'), '2026-11-30T12:00:00.000Z whole\n2026-11-3');
  openTranscript(folder, { clock: () => at(1) }).write('next');
  expect((await readTranscript(folder, 10)).lines.map(({ text }) => text)).toEqual(['whole', 'next']);
  await appendFile(path.join(folder, 'log.txt'), 'no line of ours\n');
  expect((await readTranscript(folder, 10)).lines).toHaveLength(2);
});

it('reads no link, and ends nothing where it cannot write', async () => {
  const secret = path.join(folder, 'elsewhere');
  await writeFile(secret, '2026-11-30T12:00:00.000Z secret\n');
  await symlink(secret, path.join(folder, 'log.txt'));
  expect(await readTranscript(folder, 10)).toMatchObject({ recorded: false, lines: [] });
  openTranscript(path.join(folder, 'gone')).write('lost');
  expect(await readFile(secret, 'utf8')).toContain('secret');
});
