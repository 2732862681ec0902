import { expect, it } from 'vitest';
import { createReporter } from './reporter.mjs';

/** @param {boolean} isTTY */
function record(isTTY) {
  let text = '';
  let clock = 0;
  const stream = { isTTY, columns: 40, write: (/** @type {string} */ part) => (text += part) };
  const reporter = createReporter({ stream, now: () => clock });
  return { reporter, read: () => text, wait: (/** @type {number} */ ms) => (clock += ms) };
}

it('without a terminal repeats a counting line only every ten seconds', () => {
  const { reporter, read, wait } = record(false);
  reporter.step('downloading x: 1 MB');
  wait(1000);
  reporter.step('downloading x: 2 MB');
  wait(10_000);
  reporter.step('downloading x: 3 MB');
  reporter.step('extracting x');
  expect(read()).toBe('set-up: downloading x: 1 MB\nset-up: downloading x: 3 MB\nset-up: extracting x\n');
});

it('on a terminal counts on in place and never wraps', () => {
  const { reporter, read } = record(true);
  reporter.step('downloading x: 1 MB');
  reporter.step(`downloading x: ${'9'.repeat(100)}`);
  reporter.say('done');
  const lines = read().split('\n');
  expect(lines).toHaveLength(3);
  expect(lines[1]).toBe('done');
  expect(lines[0]?.split('\r').at(-1)?.replace('\u001b[2K', '')).toHaveLength(39);
});
