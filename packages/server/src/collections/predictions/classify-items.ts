import type { BlobStore } from '../../domain/blob-store.js';
import type { EncodedImage, Encoder } from '../../domain/encoder-leases.js';
import type { CollectionRecord, ItemStore, StoredItem } from '../../domain/item-store.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import { probabilities } from '../../domain/top-predictions.js';
import { walkChanges } from '../derived/walk-items.js';
import { isBadPicture } from '../is-bad-picture.js';
import { hasPicture, originalOf } from '../picture-blobs.js';
import { rowOf, type PredictedRow, type PredictionDescription, type PredictionTable } from './prediction-file.js';

/** Predictions of a model about a collection, in the order in which items were added. */
export interface Predictions {
  readonly description: PredictionDescription;
  readonly rows: readonly PredictedRow[];
  /** Pictures that were encoded for it; the others were known. */
  readonly classified: number;
}

/** What is classified by what, and who is told. */
export interface ClassifyItemsOptions {
  readonly store: Pick<ItemStore, 'changes' | 'byKeys'>;
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly record: CollectionRecord;
  readonly model: Pick<ModelRecord, 'name' | 'version' | 'labels' | 'temperature'>;
  readonly encoder: Pick<Encoder, 'encode'>;
  /** Of the same collection and model: what has not changed since is not classified again. */
  readonly known: PredictionTable | undefined;
  /** Ends the work. */
  readonly signal: AbortSignal;
  /** ISO 8601. */
  readonly now: () => string;
  readonly onProgress: (done: number, total: number) => void;
  /** Given what there is so far, now and then, for whoever has to begin again. */
  readonly onCheckpoint: (predictions: Predictions) => Promise<void>;
  /** Default a quarter of a minute. */
  readonly checkpointEveryMs?: number;
}

/** Items whose pictures are looked up together. */
const PAGE = 64;
const CHECKPOINT_EVERY_MS = 15_000;

/** Classifies the picture of every item of a collection as it stands now. A picture that cannot be read is counted, and nothing else fails for it.
 * @throws ServerError of the encoder and the stores; what aborted the signal. */
export async function classifyItems(options: ClassifyItemsOptions): Promise<Predictions> {
  const { store, record, model, known, signal, now, onProgress, onCheckpoint, checkpointEveryMs = CHECKPOINT_EVERY_MS } = options;
  const { items, seq } = await readItems(store, record, signal);
  const rows = knownRows(known, items);
  const skipped = { withoutPicture: 0, unreadable: 0 };
  let judge = known?.description.judge ?? null;
  let [classified, done, savedAt] = [0, rows.size, performance.now()];
  const soFar = (): Predictions => ({
    description: {
      ...{ collection: record.name, model: { name: model.name, version: model.version }, classes: model.labels, judge, seq },
      ...{ items: rows.size, of: items.size, skipped: { ...skipped }, computedAt: now() },
    },
    rows: [...rows.values()].sort((a, b) => a.key - b.key),
    classified,
  });
  const left = [...items.keys()].filter((key) => !rows.has(key));
  for (let begin = 0; begin < left.length; begin += PAGE) {
    signal.throwIfAborted();
    onProgress(done, items.size);
    const found = await store.byKeys(record, left.slice(begin, begin + PAGE));
    await Promise.all(
      found.map(async (item) => {
        const encoded = await encodeItem(options, item);
        done++;
        if (typeof encoded === 'string') {
          skipped[encoded]++;
          return;
        }
        classified++;
        if (encoded.unknown) judge = { method: encoded.unknown.method, threshold: encoded.unknown.threshold };
        // As it is at the seq of the walk; what was changed since is for the next time.
        rows.set(item.key, predict(item.key, items.get(item.key)!, encoded, model));
      }),
    );
    if (performance.now() - savedAt < checkpointEveryMs) continue;
    // What was cut off may be so because the collection is gone.
    signal.throwIfAborted();
    await onCheckpoint(soFar());
    savedAt = performance.now();
  }
  onProgress(items.size, items.size);
  return soFar();
}

interface WalkedItem {
  readonly id: string;
  readonly label: string | null;
}

async function readItems(
  store: Pick<ItemStore, 'changes'>,
  record: CollectionRecord,
  signal: AbortSignal,
): Promise<{ readonly items: ReadonlyMap<number, WalkedItem>; readonly seq: number }> {
  const items = new Map<number, WalkedItem>();
  // Removals may have been forgotten since: what the record says came of them too.
  let seq = record.lastSeq;
  for await (const changes of walkChanges(store, record, signal)) {
    for (const change of changes)
      if (change.type === 'put') items.set(change.key, { id: change.id, label: change.label });
      else items.delete(change.key);
    seq = Math.max(seq, changes.at(-1)!.seq);
  }
  return { items, seq };
}

/** A key stands for one picture for ever; of another label the probability is not kept. */
function knownRows(known: PredictionTable | undefined, items: ReadonlyMap<number, WalkedItem>): Map<number, PredictedRow> {
  const rows = new Map<number, PredictedRow>();
  for (let row = 0; row < (known?.header.rows ?? 0); row++) {
    const kept = rowOf(known!, row);
    if (items.get(kept.key)?.label === kept.label) rows.set(kept.key, kept);
  }
  return rows;
}

async function encodeItem(
  { blobs, encoder }: Pick<ClassifyItemsOptions, 'blobs' | 'encoder'>,
  { blob }: StoredItem,
): Promise<EncodedImage | 'withoutPicture' | 'unreadable'> {
  if (!hasPicture(blob)) return 'withoutPicture';
  const picture = await blobs.get(originalOf(blob));
  if (!picture) return 'unreadable';
  return encoder.encode(picture.bytes, { judge: true }).catch((error: unknown) => {
    if (isBadPicture(error)) return 'unreadable' as const;
    throw error;
  });
}

function predict(
  key: number,
  { id, label }: WalkedItem,
  { logits, unknown }: EncodedImage,
  { labels, temperature }: Pick<ModelRecord, 'labels' | 'temperature'>,
): PredictedRow {
  const probable = probabilities(logits, temperature);
  const confidence = probable.reduce((most, value) => Math.max(most, value), 0);
  const own = label === null ? -1 : labels.indexOf(label);
  return {
    ...{ key, id, label, confidence, prediction: probable.indexOf(confidence) },
    probabilityOfLabel: probable[own] ?? null,
    unknown: unknown ? { isUnknown: unknown.isUnknown, score: unknown.score } : null,
  };
}
