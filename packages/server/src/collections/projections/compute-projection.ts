import { ServerError } from '../../domain/errors.js';
import type { Change, CollectionRecord, ItemStore } from '../../domain/item-store.js';
import { WorkerChannel, workerUrl } from '../../threads/worker-channel.js';
import { drawKeys } from './draw-items.js';
import type { Projection } from './projection-file.js';
import type { ProjectionPlan } from './projection-plan.js';
import type { ProjectionMethods } from './projection-worker.js';
import { walkChanges } from '../derived/walk-items.js';

/** What is laid out, how, and who is told. */
export interface ComputeProjectionOptions {
  readonly store: Pick<ItemStore, 'changes'>;
  readonly record: CollectionRecord;
  readonly plan: ProjectionPlan;
  /** Items of the picture, at most: more are drawn from by the seed. */
  readonly maxItems: number;
  /** Ends the work at once, and the thread with it. */
  readonly signal: AbortSignal;
  /** ISO 8601. */
  readonly now: () => string;
  /** Told about every half second how many steps are done, of how many. */
  readonly onProgress?: (done: number, total: number) => void;
}

/** Principal components that UMAP and t-SNE begin from: what lies beyond them is mostly noise, and every distance costs as much as there are of them. */
const COMPONENTS = 50;
/** Items that components are fitted on, at most: their directions stand long before that, and fitting costs as much as the square. */
export const MOST_FITTED = 2000;
/** That have neighbours to speak of. */
export const FEWEST_NEIGHBOURLY = 4;
const TELL_EVERY_MS = 500;

/** Lays the vectors of a collection out in two or three dimensions, in a thread that lives as long as this takes: nothing of it is computed where requests are answered.
 * The same collection and plan give the same picture to the bit, on the same machine.
 * @throws ServerError BAD_REQUEST for fewer than four items, except by PCA; what aborted the signal. */
export async function computeProjection(options: ComputeProjectionOptions): Promise<Projection> {
  const { record, plan, signal } = options;
  signal.throwIfAborted();
  const thread = new WorkerChannel<ProjectionMethods>(workerUrl('./projection-worker', import.meta.url), {
    name: 'thread that lays out a collection',
    // It runs no addon, so it may be cut off.
    endWithinMs: 1,
  });
  const cutOff = (): void => void thread.terminate();
  signal.addEventListener('abort', cutOff, { once: true });
  try {
    const { keys, fitted } = await drawSample(options);
    requireEnough(options, keys.length);
    const components = Math.min(plan.method === 'pca' ? plan.dimensions : COMPONENTS, fitted.count, record.embeddingSize);
    const shares = components === 0 ? [] : await thread.call('fit', { ...fitted, components }, [fitted.rows.buffer as ArrayBuffer]);
    const shown = await projectAll(options, thread, new Set(keys));
    const order = Uint32Array.from(shown.items.keys()).sort();
    requireEnough(options, order.length);
    const axes =
      order.length === 0 ? Array.from({ length: plan.dimensions }, () => new Float32Array()) : await layOut(thread, order, options);
    const items = [...order].map((key) => shown.items.get(key)!);
    return {
      description: {
        ...{ collection: record.name, model: { name: record.modelName, version: record.modelVersion }, plan },
        ...{ seq: shown.seq, items: items.length, of: shown.of, fittedOn: fitted.count },
        shares:
          plan.method === 'pca'
            ? Array.from({ length: plan.dimensions }, (_, axis) => shares[axis] ?? 0)
            : [shares.reduce((sum, share) => sum + share, 0)],
        computedAt: options.now(),
      },
      axes,
      ids: items.map(({ id }) => id),
      labels: items.map(({ label }) => label),
    };
  } catch (error) {
    // What a thread says that was cut off is not why.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', cutOff);
    await thread.terminate();
  }
}

/** Which items are shown, and those of them that components are fitted on, with their vectors. */
async function drawSample({ store, record, plan, maxItems, signal }: ComputeProjectionOptions): Promise<{
  readonly keys: Uint32Array;
  readonly fitted: { readonly rows: Float32Array; readonly count: number };
}> {
  const all = new Set<number>();
  let vectors = new Map<number, Float32Array>();
  for await (const changes of walkChanges(store, record, signal)) {
    for (const change of changes) {
      if (change.type === 'put') all.add(change.key);
      else all.delete(change.key);
      if (change.type === 'put') vectors.set(change.key, change.vector);
      else vectors.delete(change.key);
    }
    // Those with the lowest ranks of all so far: whoever is not among them never will be.
    if (vectors.size > 2 * MOST_FITTED)
      vectors = new Map([...drawKeys(vectors.keys(), MOST_FITTED, plan.seed)].map((key) => [key, vectors.get(key)!]));
  }
  const chosen = drawKeys(vectors.keys(), Math.min(MOST_FITTED, maxItems), plan.seed);
  const rows = new Float32Array(chosen.length * record.embeddingSize);
  chosen.forEach((key, at) => rows.set(vectors.get(key)!, at * record.embeddingSize));
  return { keys: drawKeys(all, maxItems, plan.seed), fitted: { rows, count: chosen.length } };
}

interface Shown {
  readonly items: ReadonlyMap<number, { readonly id: string; readonly label: string | null }>;
  /** Items of the collection. */
  readonly of: number;
  readonly seq: number;
}

/** Reads the collection once more, and lets the thread have the vectors of the chosen ones. What was added in between is not chosen, what was removed is left out. */
async function projectAll(
  { store, record, signal }: ComputeProjectionOptions,
  thread: WorkerChannel<ProjectionMethods>,
  chosen: ReadonlySet<number>,
): Promise<Shown> {
  const items = new Map<number, { readonly id: string; readonly label: string | null }>();
  const all = new Set<number>();
  // Removals may have been forgotten since: what the record says came of them too.
  let seq = record.lastSeq;
  for await (const changes of walkChanges(store, record, signal)) {
    const puts = changes.filter((change): change is Extract<Change, { type: 'put' }> => change.type === 'put' && chosen.has(change.key));
    const rows = new Float32Array(puts.length * record.embeddingSize);
    puts.forEach(({ vector }, at) => rows.set(vector, at * record.embeddingSize));
    await thread.call('project', { keys: Uint32Array.from(puts, ({ key }) => key), rows }, [rows.buffer]);
    for (const { key, id, label } of puts) items.set(key, { id, label });
    for (const change of changes) {
      if (change.type === 'put') all.add(change.key);
      else {
        all.delete(change.key);
        items.delete(change.key);
      }
    }
    seq = Math.max(seq, changes.at(-1)!.seq);
  }
  return { items, of: all.size, seq };
}

async function layOut(
  thread: WorkerChannel<ProjectionMethods>,
  keys: Uint32Array,
  { plan, onProgress }: ComputeProjectionOptions,
): Promise<readonly Float32Array[]> {
  const progress = new Int32Array(new SharedArrayBuffer(8));
  const timer = setInterval(() => {
    const total = Atomics.load(progress, 1);
    if (total > 0) onProgress?.(Atomics.load(progress, 0), total);
  }, TELL_EVERY_MS);
  try {
    return await thread.call('layOut', { keys, plan, progress });
  } finally {
    clearInterval(timer);
  }
}

function requireEnough({ record, plan }: ComputeProjectionOptions, items: number): void {
  if (plan.method !== 'pca' && items < FEWEST_NEIGHBOURLY)
    throw new ServerError(
      'BAD_REQUEST',
      `the collection '${record.name}' has ${items} items; ${plan.method} needs at least ${FEWEST_NEIGHBOURLY}`,
    );
}
