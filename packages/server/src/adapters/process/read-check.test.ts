import { expect, it } from 'vitest';
import { readCheck } from './read-check.js';

const finding = { severity: 'warning', code: 'SMALL_CLASS', message: 'few', fix: 'Add some.', cases: ['a'] };
const line = {
  ...{ type: 'data-check', ok: true, data: '/somewhere', files: 3, bad: 1, imbalance: 2, copies: { exact: 1, near: 0 } },
  classes: [{ label: 'a', pictures: { open: 2 }, total: 2 }],
  findings: [finding],
};

it('reads what a check has found, and no more of it than is shown', () => {
  const reading = readCheck();
  reading.read('no JSON');
  expect(reading.check).toBeUndefined();
  reading.read(JSON.stringify({ ...line, findings: [{ ...finding, cases: Array.from({ length: 90 }, () => 'x'.repeat(9000)) }] }));
  expect(reading.check).toMatchObject({ ok: true, files: 3, bad: 1, classes: [{ label: 'a', pictures: 2 }], findings: [{ count: 90 }] });
  expect(reading.check!.findings[0]!.cases).toHaveLength(20);
  expect(reading.check!.findings[0]!.cases[0]).toHaveLength(500);
});

it('reads why there is none', () => {
  const reading = readCheck();
  reading.read(JSON.stringify({ type: 'data-check', ok: 'yes' }));
  reading.read(JSON.stringify({ type: 'error', code: 'BAD_DATA', message: 'one class' }));
  expect([reading.check, reading.error]).toEqual([undefined, { type: 'error', code: 'BAD_DATA', message: 'one class' }]);
});
