import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import type { ScourMethods } from './sqlite-scour-worker.js';

/** Does something that takes long with a database, in a thread that ends with it. @throws ServerError STORAGE_FULL, NOT_READY. */
export async function scourBeside<M extends keyof ScourMethods>(method: M, argument: Parameters<ScourMethods[M]>[0]): Promise<void> {
  const thread = new WorkerChannel<ScourMethods>(workerUrl('./sqlite-scour-worker', import.meta.url), { name: 'scouring of a database' });
  await thread.call(method, argument).finally(() => thread.terminate());
}
