import { spawn } from 'node:child_process';

/**
 * @typedef {object} CommandResult
 * @property {number | null} code exit status, null when a signal ended it
 * @property {string} output the last 64 KiB of stdout and stderr together
 * @property {boolean} missing the command does not exist
 * @property {string | undefined} stopped why we ended it ourselves
 */

const KEPT_CHARACTERS = 64 * 1024;

/**
 * Runs a command to its end and never throws for what the command did.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onStart?: (stop: (reason: string) => void) => () => void }} [options]
 * `onStart` gets a function that kills the command, and returns one that is called when it has ended.
 * @returns {Promise<CommandResult>}
 */
export function runCommand(command, args, { cwd, env, timeoutMs, onStart } = {}) {
  return new Promise((resolve) => {
    let output = '';
    /** @type {string | undefined} */
    let stopped;
    const child = spawn(command, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
    const keep = (/** @type {string} */ text) => {
      output = (output + text).slice(-KEPT_CHARACTERS);
    };
    child.stdout.setEncoding('utf8').on('data', keep);
    child.stderr.setEncoding('utf8').on('data', keep);
    const stop = (/** @type {string} */ reason) => {
      stopped = reason;
      child.kill('SIGKILL');
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(() => stop(`no end after ${timeoutMs / 1000} s`), timeoutMs);
    const ended = onStart?.(stop);
    child.on('error', (error) => {
      clearTimeout(timer);
      ended?.();
      resolve({ code: null, output: error.message, missing: 'code' in error && error.code === 'ENOENT', stopped });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      ended?.();
      resolve({ code: stopped === undefined ? code : null, output, missing: false, stopped });
    });
  });
}

/**
 * The last lines of what a command printed, for an error message.
 * @param {string} output
 * @param {number} [lines] default 15: enough for a compiler error, short enough to read
 */
export function lastLines(output, lines = 15) {
  return output.trimEnd().split('\n').slice(-lines).join('\n');
}
