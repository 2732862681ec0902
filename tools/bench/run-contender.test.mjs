import { expect, it } from 'vitest';
import { runContender } from './run-contender.mjs';

/**
 * @param {string} script
 * @param {number} [timeoutMs]
 */
const runScript = (script, timeoutMs = 30_000) =>
  runContender({ command: process.execPath, args: ['-e', script], env: process.env, timeoutMs });

it('reads the last line of output, whatever came before it', async () => {
  expect(await runScript(`console.log('warming up'); console.error('a warning'); console.log('{"imagesPerSecond": 3}')`)).toEqual({
    ok: true,
    value: { imagesPerSecond: 3 },
  });
});

it.each([
  [
    'a failure',
    `console.error('Traceback'); console.error('ModuleNotFoundError: No module named torch'); process.exit(1)`,
    /^ModuleNotFoundError.*status 1/,
  ],
  ['an error that is thrown', `throw new TypeError('no photos')`, /^TypeError: no photos \(ended with status 1\)/],
  ['a death by signal', `process.kill(process.pid, 'SIGKILL')`, /SIGKILL/],
  ['output that is no JSON', `console.log('42 images/s')`, /no JSON object: '42 images\/s'/],
  ['no output', '', /no JSON object: ''/],
])('gives the reason for %s', async (_, script, reason) => {
  const outcome = await runScript(script);
  expect(outcome.ok ? '' : outcome.reason).toMatch(reason);
});

it('ends a program that does not end', async () => {
  expect(await runScript('setInterval(() => {}, 1000)', 500)).toEqual({ ok: false, reason: 'no end after 0.5 s' });
});

it('gives the reason where there is no such command', async () => {
  const outcome = await runContender({ command: '/nowhere/python', args: [], env: process.env, timeoutMs: 1000 });
  expect(outcome.ok ? '' : outcome.reason).toContain('/nowhere/python');
});
