import { expect, it } from 'vitest';
import type { DataCheck } from './check-data.js';
import { formatCheck } from './format-check.js';

const check: DataCheck = {
  data: 'pictures',
  files: 120,
  bad: 1,
  classes: [
    { label: 'a', pictures: { train: 90, validation: 0, test: 10, open: 0 }, total: 100 },
    { label: 'long name', pictures: { train: 15, validation: 0, test: 4, open: 0 }, total: 19 },
  ],
  width: { min: 10, median: 20, max: 30 },
  height: { min: 11, median: 21, max: 31 },
  imbalance: 6,
  copies: { exact: 2, near: 3 },
  findings: [
    {
      severity: 'warning',
      code: 'LEAKS',
      message: '12 pictures leak',
      fix: 'Mend it.',
      cases: Array.from({ length: 12 }, (_, at) => `case ${at}`),
    },
  ],
};

it('shows the splits that there are, each finding with its first ten cases and what to do, and the outcome', () => {
  expect(formatCheck(check).split('\n')).toEqual([
    'pictures: 119 pictures of 2 classes',
    '  class      train  test  all',
    '  a             90    10  100',
    '  long name     15     4   19',
    'Sizes: 10, 20, 30 px wide, 11, 21, 31 px high (smallest, median, largest)',
    'The largest class has 6.0 times the training pictures of the smallest. Copies: 2 exact, 3 near.',
    '',
    'Warning: 12 pictures leak',
    ...Array.from({ length: 10 }, (_, at) => `  - case ${at}`),
    '  ... and 2 more',
    '  Mend it.',
    '',
    'These data can be trained on, with 1 warning.',
  ]);
});

it('says when training refuses the data', () => {
  const [finding] = check.findings;
  expect(formatCheck({ ...check, width: undefined, height: undefined, findings: [finding!, { ...finding!, severity: 'error' }] })).toMatch(
    /Training refuses these data as they are: 1 error, 1 warning\.$/,
  );
});
