import { spawn } from 'node:child_process';
import { BenchError } from './bench-error.mjs';

/**
 * A program that measures itself and prints one JSON object as its last line of output.
 * @typedef {object} Contender
 * @property {string} command
 * @property {readonly string[]} args
 * @property {NodeJS.ProcessEnv} env
 * @property {number} timeoutMs
 */

/**
 * @typedef {{ ok: true, value: Record<string, unknown> } | { ok: false, reason: string }} Outcome
 */

const KEPT_CHARACTERS = 64 * 1024;

/**
 * Runs a contender alone in a process of its own, so that its memory is its own, and never throws for what it did. Ctrl-C and the time
 * limit end it too.
 * @param {Contender} contender
 * @returns {Promise<Outcome>}
 */
export function runContender({ command, args, env, timeoutMs }) {
  return new Promise((resolve, reject) => {
    const output = { stdout: '', stderr: '' };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const name of /** @type {const} */ (['stdout', 'stderr']))
      child[name].setEncoding('utf8').on('data', (/** @type {string} */ text) => {
        output[name] = (output[name] + text).slice(-KEPT_CHARACTERS);
      });
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, timeoutMs);
    const stop = () => {
      child.kill('SIGKILL');
      reject(new BenchError('stopped'));
    };
    process.once('SIGINT', stop).once('SIGTERM', stop);
    const end = (/** @type {Outcome} */ outcome) => {
      clearTimeout(timer);
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve(outcome);
    };
    child.on('error', (error) => end({ ok: false, reason: `${command}: ${error.message}` }));
    child.on('close', (code, signal) => {
      const value = lastObject(output.stdout);
      if (late) end({ ok: false, reason: `no end after ${timeoutMs / 1000} s` });
      else if (code !== 0)
        end({ ok: false, reason: `${complaint(output.stderr)} (ended with ${signal ?? `status ${code ?? 'unknown'}`})` });
      else if (value === undefined) end({ ok: false, reason: `its last line of output is no JSON object: '${lastLine(output.stdout)}'` });
      else end({ ok: true, value });
    });
  });
}

/**
 * @param {string} text
 * @returns {Record<string, unknown> | undefined}
 */
function lastObject(text) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(lastLine(text));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? /** @type {Record<string, unknown>} */ (value)
      : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * What a program died of: the error that Node or Python wrote with its stack, or the last line where there is none.
 * @param {string} text
 */
function complaint(text) {
  const error = text.split('\n').findLast((line) => /^(?:\w+\.)*\w*(?:Error|Exception)\b.*: /.test(line));
  return error ?? lastLine(text);
}

/** @param {string} text */
function lastLine(text) {
  return text.trimEnd().split('\n').at(-1) ?? '';
}
