import { writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { expect, it } from 'vitest';
import { TrainError } from '../errors.js';
import { explainDiskFull } from './explain-disk-full.js';

it.runIf(existsSync('/dev/full'))('explains what a full device really answers', async () => {
  const error = await writeFile('/dev/full', 'x').catch((caught: unknown) => caught);
  const explained = explainDiskFull(error, 'supcon train --resume a');
  expect(explained).toBeInstanceOf(TrainError);
  expect(explained).toMatchObject({
    code: 'DISK_FULL',
    message: expect.stringMatching(/ENOSPC.*free some space.*supcon train --resume a/s),
  });
});

it('explains quota and file size limits with the path, and leaves other errors alone', () => {
  for (const code of ['EDQUOT', 'EFBIG'])
    expect(explainDiskFull(Object.assign(new Error('write'), { code, path: 'runs/a/metrics.jsonl' }), 'x')).toMatchObject({
      code: 'DISK_FULL',
      message: expect.stringContaining('runs/a/metrics.jsonl'),
    });
  const other = Object.assign(new Error('open'), { code: 'EACCES' });
  expect(explainDiskFull(other, 'x')).toBe(other);
  expect(explainDiskFull('text', 'x')).toBe('text');
});
