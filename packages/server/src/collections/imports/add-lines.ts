import pLimit from 'p-limit';
import { ServerError } from '../../domain/errors.js';
import type { StoredItem, WriteResult } from '../../domain/item-store.js';
import { addImage, type AddImageDeps } from '../add-image.js';
import type { IndexedCollection } from '../indexed-collection.js';
import { itemOfVector, outcomeOf, requireOwnVectors } from '../items/add-vector.js';
import { withCurrent } from '../with-current.js';
import { refusalOf, type ImportRefusal } from './import-refusal.js';
import { patiently } from './patiently.js';
import type { ImportLine } from './read-import-line.js';

/** An item of a line, checked for itself. */
export interface LineToAdd extends Pick<ImportLine, 'label' | 'metadata'> {
  readonly line: number;
  readonly id: string;
  readonly content: { readonly vector: Float32Array } | { readonly image: Uint8Array };
}

/** What came of a line. */
export type LineOutcome = { readonly created: boolean; readonly item: StoredItem } | { readonly refusal: ImportRefusal };

/** Where lines go. */
export interface AddLinesTask {
  readonly collection: string;
  /** sha256 of the encoder that made the vectors; null where nobody said. */
  readonly encoderHash: string | null;
}

/** Pictures under way at once: requests find the decoder and the encoder nearly free. */
const PICTURES_AT_ONCE = 2;

/** Adds items in the order of their lines, as far as that can be told: of two with one id the first is there first. Vectors share commits, pictures are encoded behind those of requests.
 * @returns in the order of the lines. @throws ServerError for what is not about one line; the reason of the signal. */
export async function addLines(
  deps: AddImageDeps,
  task: AddLinesTask,
  lines: readonly LineToAdd[],
  signal: AbortSignal,
): Promise<readonly LineOutcome[]> {
  const outcomes: LineOutcome[] = [];
  for (const run of runsOf(lines)) {
    const add = 'vector' in run[0]!.content ? addVectors : addPictures;
    outcomes.push(...(await add(deps, task, run, signal)));
  }
  return outcomes;
}

/** Lines of one kind and of different ids, as many as follow each other. */
function runsOf(lines: readonly LineToAdd[]): LineToAdd[][] {
  const runs: LineToAdd[][] = [];
  let ids = new Set<string>();
  for (const line of lines) {
    const run = runs.at(-1);
    if (run && !ids.has(line.id) && 'vector' in run[0]!.content === 'vector' in line.content) run.push(line);
    else {
      runs.push([line]);
      ids = new Set();
    }
    ids.add(line.id);
  }
  return runs;
}

async function addVectors(
  { registry, requireRoom }: AddImageDeps,
  { collection: name, encoderHash }: AddLinesTask,
  lines: readonly LineToAdd[],
  signal: AbortSignal,
): Promise<LineOutcome[]> {
  await requireRoom();
  const add = (collection: IndexedCollection): Promise<LineOutcome[]> => {
    const { record } = collection;
    if (encoderHash !== null) requireOwnVectors(record, encoderHash);
    return Promise.all(
      lines.map((line) =>
        settled(line, async () => {
          if (encoderHash === null)
            throw new ServerError('BAD_REQUEST', 'vector: say whose it is, as encoderHash in the address of the import');
          const { vector } = line.content as { readonly vector: Float32Array };
          const result: WriteResult = await collection.write({ type: 'add', item: itemOfVector(record, { ...line, vector }) });
          return outcomeOf(line.id, result);
        }),
      ),
    );
  };
  return patiently(() => withCurrent(registry, name, add), signal);
}

async function addPictures(
  deps: AddImageDeps,
  { collection }: AddLinesTask,
  lines: readonly LineToAdd[],
  signal: AbortSignal,
): Promise<LineOutcome[]> {
  const limit = pLimit(PICTURES_AT_ONCE);
  const add = async ({ id, label, metadata, content }: LineToAdd): Promise<LineOutcome> => {
    const { image } = content as { readonly image: Uint8Array };
    const turn = { background: true, signal };
    return patiently(() => addImage(deps, collection, { bytes: image, label, metadata, id, origin: null }, turn), signal);
  };
  // All are waited for: none is left at work behind a failure.
  const ends = await Promise.allSettled(lines.map((line) => limit(() => settled(line, () => add(line)))));
  return ends.map((end) => {
    if (end.status === 'rejected') throw end.reason;
    return end.value;
  });
}

async function settled({ line, id }: LineToAdd, work: () => Promise<LineOutcome>): Promise<LineOutcome> {
  try {
    return await work();
  } catch (error) {
    return { refusal: refusalOf(error, { line, id }) };
  }
}
