import type { Logger } from 'pino';
import type { ClassEditor } from '../../domain/class-editor.js';
import { superviseWorker, type SupervisedWorker } from '../../threads/supervised-worker.js';
import { workerUrl } from '../../threads/worker-channel.js';
import type { ClassMethods } from './class-worker.js';
import { readModelRecord } from './read-model-record.js';

/** Changes the classes of artifacts in a folder, `<artifacts>/<name>/<version>`: the next version is written beside, whole or not at all. The arithmetic runs in a thread, which is started
 * with the first change; it keeps what it has made last. */
export function createFolderClassEditor(logger: Logger): ClassEditor {
  let started: Promise<SupervisedWorker<ClassMethods>> | undefined;
  const start = (): Promise<SupervisedWorker<ClassMethods>> => {
    started ??= superviseWorker<ClassMethods>({
      url: workerUrl('./class-worker', import.meta.url),
      name: 'thread that changes classes',
      data: undefined,
      open: () => Promise.resolve(),
      whileStarting: 'wait',
      logger,
    });
    return started;
  };
  return {
    change: async ({ location }, change) => readModelRecord(await (await start()).call('change', { location, change })),
    close: async () => {
      await (await started)?.close();
    },
  };
}
