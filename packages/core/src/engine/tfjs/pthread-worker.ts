import { createRequire } from 'node:module';
import os from 'node:os';
import workerThreads, { Worker } from 'node:worker_threads';

const require = createRequire(import.meta.url);
const FOLDER = '@tensorflow/tfjs-backend-wasm/wasm-out';

/** Workers that Emscripten's threads start in while a backend is made; afterwards Node's own are given back. */
export interface LentWorkers {
  /** Resolves with the first worker's fault; a fault after `takeBack` ends the process, because the threads wait for each other forever. */
  readonly failed: Promise<Error>;
  /** Puts Node's Worker back in its place. Ends the workers that no thread runs in; with `all`, the others too. */
  readonly takeBack: (all: boolean) => void;
}

/** Lets Emscripten take workers that start under Node for Node's own, until they are taken back. tfjs's threaded binary gives its workers their script
 * and the module they load as blobs, of which Node can neither start a worker nor read a file; the package holds both as files, too.
 * @param threads that compute, the calling one included. The binary keeps to half the processors it is told of, meant for hyper-threads; so it is
 * told of twice as many. */
export function lendPthreadWorkers(threads: number): LentWorkers {
  let [lent, report]: [boolean, (fault: Error) => void] = [true, () => undefined];
  const failed = new Promise<Error>((resolve) => (report = resolve));
  const workers = new Map<Worker, 'idle' | 'running'>();

  class PthreadWorker extends Worker {
    constructor() {
      const { wasmWorkerContents } = require(`${FOLDER}/tfjs-backend-wasm-threaded-simd.worker.js`) as { wasmWorkerContents: string };
      // Line feeds inside its strings were written out by the template that holds it.
      super(wasmWorkerContents.replaceAll('\n', '\\n'), { eval: true, execArgv: [] });
      workers.set(this, 'idle');
      this.on('error', (fault) => {
        if (!lent) throw fault;
        report(fault);
      });
    }

    /** Emscripten's listener would throw the fault before another backend can take its place. */
    get onerror(): () => void {
      return () => undefined;
    }

    set onerror(_listener: unknown) {
      // It sets its own on every worker.
    }

    override postMessage(message: unknown, transfer?: Parameters<Worker['postMessage']>[1]): void {
      const loads = typeof message === 'object' && message !== null && 'cmd' in message && message.cmd === 'load';
      const urlOrBlob = loads ? require.resolve(`${FOLDER}/tfjs-backend-wasm-threaded-simd.js`) : undefined;
      super.postMessage(loads ? { ...message, urlOrBlob } : message, transfer);
    }

    /** Called when a thread begins. It runs as long as the backend; the process must be able to end before. */
    override ref(): void {
      workers.set(this, 'running');
      this.unref();
    }
  }

  const original = { Worker: workerThreads.Worker, cpus: os.cpus };
  const global = Object.getOwnPropertyDescriptor(globalThis, 'Worker');
  workerThreads.Worker = PthreadWorker;
  os.cpus = () => Array.from({ length: 2 * threads }, () => original.cpus()[0]!);
  return {
    failed,
    takeBack: (all) => {
      lent = false;
      workerThreads.Worker = original.Worker;
      os.cpus = original.cpus;
      // Emscripten puts it there; Node has none, and some packages take its presence for a browser.
      if (global) Object.defineProperty(globalThis, 'Worker', global);
      else Reflect.deleteProperty(globalThis, 'Worker');
      for (const [worker, state] of workers) if (all || state === 'idle') void worker.terminate();
    },
  };
}
