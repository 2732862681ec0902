import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readLabelIssueFile, type LabelIssueFile } from './label-issue-file.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'supcon-label-issues-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const whole: LabelIssueFile = {
  ...{ formatVersion: 1, method: 'confident-learning', folds: 5, seed: 0, judged: 9, images: 9, unjudged: 0, found: 1 },
  issues: [
    {
      ...{ picture: 'cat/1.jpg', split: 'train', given: 'cat', suggested: 'dog' },
      ...{ confidence: 0.9, givenConfidence: 0.1, threshold: 0.8, margin: -0.8 },
      neighbours: [{ picture: 'dog/2.jpg', label: 'dog', similarity: 0.95 }],
    },
  ],
};
const file = (): string => path.join(folder, 'label-issues.json');

it('gives back what a run found, and says what is wrong with what cannot be read', async () => {
  expect(await readLabelIssueFile(folder)).toEqual({});
  await writeFile(file(), JSON.stringify(whole));
  expect(await readLabelIssueFile(folder)).toEqual({ file: whole });
  for (const [other, damaged] of [
    ['{"formatVersion":1,', /no whole JSON/],
    [JSON.stringify({ ...whole, formatVersion: 2 }), /^formatVersion: /],
    [JSON.stringify({ ...whole, issues: [{}] }), /^issues\.0\./],
    ['null', /^the whole: /],
    [' '.repeat(16 * 1024 * 1024 + 1), /larger than 16 MiB/],
  ] as const) {
    await writeFile(file(), other);
    expect(await readLabelIssueFile(folder)).toEqual({ damaged: expect.stringMatching(damaged) as string });
  }
});

it('follows no link out of the run', async () => {
  const elsewhere = path.join(folder, 'elsewhere.json');
  await writeFile(elsewhere, JSON.stringify(whole));
  await symlink(elsewhere, file());
  expect(await readLabelIssueFile(folder)).toEqual({});
});
