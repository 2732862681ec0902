import { availableParallelism } from 'node:os';
import * as tf from '@tensorflow/tfjs-core';
import { lendPthreadWorkers } from './pthread-worker.js';

/** The binary makes as many workers in advance; a thread beyond them would wait for the very thread that waits for it. */
const MOST_THREADS = 8;
/** Loading takes a third of a second; a machine that is busy is given time. */
const PATIENCE_MS = 30_000;

/** How many threads WebAssembly starts, and how long they may take. */
export interface WasmOptions {
  /** 1..8, more count as 8. Default: as many as the processor has. A backend that runs already keeps its own. */
  readonly threads?: number;
  /** Milliseconds until threads that do not answer are given up. Default 30,000. */
  readonly patienceMs?: number;
}

let started: Promise<string> | undefined;

/** Starts tfjs's WebAssembly backend with SIMD and threads. tfjs 4.22.0 has the threaded binary and switches it off in Node, because its worker
 * script is a blob, which Node cannot start; `lendPthreadWorkers` starts it otherwise. Where that fails, one thread computes.
 * @returns what it runs with, for people: `2 threads, SIMD`, or `1 thread, SIMD; threads do not start: <why>`.
 * @throws Error when WebAssembly does not initialise at all. */
export function loadWasm(options: WasmOptions = {}): Promise<string> {
  return (started ??= start(options));
}

async function start({ threads = availableParallelism(), patienceMs = PATIENCE_MS }: WasmOptions): Promise<string> {
  const { getThreadsCount, setThreadsCount } = await import('@tensorflow/tfjs-backend-wasm');
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) === true;
  const wanted = Math.min(Math.max(threads, 1), MOST_THREADS);
  // There is no binary with threads and without SIMD.
  let fault: string | undefined;
  if (simd && wanted > 1) {
    tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', true);
    setThreadsCount(wanted);
    fault = await startThreads(wanted, patienceMs);
    if (fault !== undefined) tf.env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  }
  if (!(await tf.setBackend('wasm'))) throw new Error('WebAssembly did not initialise');
  const running = tf.env().getBool('WASM_HAS_MULTITHREAD_SUPPORT') ? getThreadsCount() : 1;
  const how = [running === 1 ? '1 thread' : `${running} threads`, ...(simd ? ['SIMD'] : [])].join(', ');
  return fault === undefined ? how : `${how}; threads do not start: ${fault}`;
}

/** @returns undefined when the backend runs with threads, otherwise why it does not; then nothing of the attempt is left. */
async function startThreads(threads: number, patienceMs: number): Promise<string | undefined> {
  const lent = lendPthreadWorkers(threads);
  let timer: NodeJS.Timeout | undefined;
  const tooLate = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${patienceMs / 1000} s`), patienceMs);
  });
  const fault = await Promise.race([
    tf.setBackend('wasm').then((works) => (works ? undefined : 'the threaded binary did not initialise')),
    lent.failed.then(({ message }) => message),
    tooLate,
  ]);
  clearTimeout(timer);
  lent.takeBack(fault !== undefined);
  return fault;
}
