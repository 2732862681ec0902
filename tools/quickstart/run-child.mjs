import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

const FORWARDED = /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']);

/**
 * @typedef {object} ChildResult
 * @property {number} status 128 + signal number when a signal ended it
 * @property {boolean} interrupted we were asked to stop while it ran
 */

/**
 * Runs one step to its end. Its stderr, with the progress bars, goes straight to the terminal; its stdout is read line by line. The child
 * gets a process group of its own, so that Ctrl-C reaches it exactly once, through us: it saves, ends, and only then do we.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, env: NodeJS.ProcessEnv, onLine?: (line: string) => void, stderr?: 'inherit' | 'ignore' | 'lines', stop?: AbortSignal }} options
 * `stderr: 'lines'` gives those lines to `onLine` too; `stop` ends it as Ctrl-C would, without saying that we were asked
 * @returns {Promise<ChildResult>}
 */
export function runChild(command, args, { cwd, env, onLine, stderr = 'inherit', stop }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd, env, detached: true, stdio: ['ignore', 'pipe', stderr === 'lines' ? 'pipe' : stderr] });
    for (const stream of [child.stdout, child.stderr]) {
      if (stream !== null) createInterface({ input: stream }).on('line', (line) => onLine?.(line));
    }
    let interrupted = false;
    const forward = (/** @type {NodeJS.Signals} */ signal) => {
      interrupted = true;
      child.kill(signal);
    };
    for (const signal of FORWARDED) process.on(signal, forward);
    stop?.addEventListener('abort', () => child.kill('SIGINT'), { once: true });
    const end = () => {
      for (const signal of FORWARDED) process.off(signal, forward);
    };
    child.on('error', (error) => {
      end();
      reject(error);
    });
    child.on('close', (code, signal) => {
      end();
      resolve({ status: code ?? (signal === 'SIGINT' ? 130 : 1), interrupted });
    });
  });
}

/**
 * @param {string} line
 * @returns {Record<string, unknown> | undefined} the event of a `--json` line, undefined for anything else
 */
export function parseEvent(line) {
  try {
    /** @type {unknown} */
    const value = JSON.parse(line);
    return typeof value === 'object' && value !== null ? /** @type {Record<string, unknown>} */ (value) : undefined;
  } catch {
    return undefined;
  }
}
