import { createHash } from 'node:crypto';
import type { Logger } from 'pino';
import type { BlobStore } from '../../domain/blob-store.js';
import type { EncoderLeases } from '../../domain/encoder-leases.js';
import { ServerError } from '../../domain/errors.js';
import type { CollectionRecord, ItemStore } from '../../domain/item-store.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import { modelNotFound } from '../../domain/resolve-model.js';
import type { CollectionRegistry } from '../collection-registry.js';
import type { DerivedFiles, Present } from '../derived/derived-files.js';
import { makeDerived, presentRecord, replacedMeanwhile, requireUnpurged } from '../derived/make-derived.js';
import { pageCursor, placeOf } from '../derived/page-cursor.js';
import { patientEncoder } from '../patient-encoder.js';
import { wantedModel, type WantedModelDeps } from '../wanted-model.js';
import { classifyItems, type Predictions } from './classify-items.js';
import { evaluatePredictions, type Evaluation } from './evaluate-predictions.js';
import { modelHash, type PredictPayload } from './plan-predictions.js';
import { encodePredictions, rowOf, type PredictedRow, type PredictionTable } from './prediction-file.js';
import { selectPredictions, type PredictionQuery } from './select-predictions.js';

/** Predictions of a collection, and how that stands now. */
export interface ShownPredictions {
  readonly table: PredictionTable;
  /** The last change of the collection. */
  readonly lastSeq: number;
  /** Whether the collection has changed since. */
  readonly outdated: boolean;
}

/** Part of the predictions of a collection. */
export interface PredictionPage extends ShownPredictions {
  /** How many fit. */
  readonly total: number;
  readonly rows: readonly PredictedRow[];
  /** Where the next page begins; undefined at the end. */
  readonly next: string | undefined;
}

/** What models say of every item of collections: classified by jobs, and kept. */
export interface PredictionService {
  /** The last that were made. @param model a reference. Default: the model that serves.
   * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, MODEL_NOT_FOUND, NO_MODEL; PREDICTIONS_NOT_FOUND where nobody has asked for them. */
  newest(collection: string, model: string | undefined): Promise<ShownPredictions>;
  /** Those of them that fit, in pages. @throws as `newest`. */
  page(
    collection: string,
    query: PredictionQuery & { readonly model: string | undefined; readonly after: string | undefined; readonly limit: number },
  ): Promise<PredictionPage>;
  /** How right they are. @throws as `newest`. */
  evaluate(collection: string, model: string | undefined): Promise<ShownPredictions & { readonly evaluation: Evaluation }>;
  /** Classifies what has changed since the last time, and keeps that.
   * @throws ServerError COLLECTION_NOT_FOUND, MODEL_NOT_FOUND, MODEL_MEMORY_FULL, STORAGE_FULL, NOT_READY; what aborted the signal. */
  classify(
    wanted: PredictPayload,
    options: { readonly signal: AbortSignal; readonly onProgress: (done: number, total: number) => void },
  ): Promise<Predictions>;
  /** Lets go of those of a model that is gone. */
  forgetModel(model: ModelRecord): Promise<void>;
}

/** What it works on. */
export interface PredictionServiceDeps extends WantedModelDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection' | 'collections' | 'changes' | 'byKeys'>;
  /** Pictures. */
  readonly blobs: Pick<BlobStore, 'get'>;
  readonly encoders: Pick<EncoderLeases, 'lease'>;
  readonly files: DerivedFiles<PredictionTable>;
  readonly requireRoom: () => Promise<void>;
  readonly logger: Logger;
  /** ISO 8601. */
  readonly now: () => string;
  /** Default that of `classifyItems`. */
  readonly checkpointEveryMs?: number;
}

/** Rows on a page, at most. */
const MOST_LISTED = 1000;
/** What a broken-off job has come to, beside what is shown. */
const PARTIAL = 'partial';

/** Predictions about the collections of a store. */
export function createPredictionService(deps: PredictionServiceDeps): PredictionService {
  const { store, files, models, encoders } = deps;
  /** What is worked out of a table is, as long as that is in memory. */
  const evaluations = new WeakMap<PredictionTable, Evaluation>();
  const selections = new WeakMap<PredictionTable, { readonly query: string; readonly rows: Uint32Array }>();
  const recordOf = (name: string): Promise<CollectionRecord> => presentRecord(deps, name);

  const newest = async (name: string, reference: string | undefined): Promise<ShownPredictions> => {
    const record = await recordOf(name);
    const model = await wantedModel(deps, reference);
    const table = await files.newest(record.number, modelHash(model));
    if (!table)
      throw new ServerError(
        'PREDICTIONS_NOT_FOUND',
        `the model ${model.name}/${model.version} has not classified the items of '${record.name}' yet; ask for it with POST /v1/collections/${record.name}/predictions`,
      );
    const { seq } = table.description;
    return { table, lastSeq: Math.max(record.lastSeq, seq), outdated: seq < record.lastSeq };
  };
  const present = async (numbers: readonly number[]): Promise<Present> => {
    const listed = await models.list();
    return { numbers, whats: new Set(listed.flatMap((model) => [modelHash(model), modelHash(model, PARTIAL)])) };
  };

  return {
    newest,
    page: async (name, { model, after, limit, ...query }) => {
      if (!Number.isInteger(limit) || limit < 1 || limit > MOST_LISTED)
        throw new ServerError('BAD_REQUEST', `limit: expected a whole number from 1 to ${MOST_LISTED}, got ${limit}`);
      const shown = await newest(name, model);
      const asked = JSON.stringify(Object.entries(query).sort());
      let selection = selections.get(shown.table);
      if (selection?.query !== asked) selection = { query: asked, rows: selectPredictions(shown.table, query) };
      selections.set(shown.table, selection);
      const { rows } = selection;
      const state = stateOf(shown.table, asked);
      const begin = placeOf(after, state, 'these predictions');
      return {
        ...shown,
        total: rows.length,
        rows: Array.from(rows.subarray(begin, begin + limit), (row) => rowOf(shown.table, row)),
        next: begin + limit < rows.length ? pageCursor(state, begin + limit) : undefined,
      };
    },
    evaluate: async (name, model) => {
      const shown = await newest(name, model);
      const evaluation = evaluations.get(shown.table) ?? evaluatePredictions(shown.table);
      evaluations.set(shown.table, evaluation);
      return { ...shown, evaluation };
    },
    classify: async ({ collection, number, model: title, modelHash: hash }, { signal, onProgress }) => {
      const record = await recordOf(collection);
      if (record.number !== number) throw replacedMeanwhile(collection);
      const listed = await models.list();
      const model = listed.find((each) => modelHash(each) === hash);
      if (!model) throw modelNotFound(title, { models: listed });
      const drop = (): Promise<void> => files.drop(number);
      const partial = modelHash(model, PARTIAL);
      const known = (await files.newest(number, partial)) ?? (await files.newest(number, hash));
      const keep = async (what: string, { description, rows }: Predictions, numbers: readonly number[]): Promise<void> => {
        await files.keep({ number, what, seq: description.seq }, encodePredictions(description, rows), await present(numbers));
      };
      const lease = await encoders.lease(model);
      try {
        return await makeDerived(deps, record, {
          ...{ signal, drop },
          compute: async (ending) => {
            const predictions = await classifyItems({
              ...{ ...deps, record, model, known, onProgress, signal: ending },
              encoder: patientEncoder(lease.encoder, ending),
              onCheckpoint: async (soFar) => {
                await deps.requireRoom();
                await keep(
                  partial,
                  soFar,
                  (await store.collections()).map((each) => each.number),
                );
                await requireUnpurged({ store, drop }, record, soFar.description.seq);
              },
            });
            return { ...predictions, seq: predictions.description.seq };
          },
          keep: async (predictions, numbers) => {
            await keep(hash, predictions, numbers);
            // Looked at behind keeping: whoever deletes a model forgets its predictions then.
            if (!(await models.list()).some((each) => modelHash(each) === hash)) {
              await files.forget(new Set([hash, partial]));
              throw modelNotFound(title, { models: await models.list() });
            }
            await files.drop(number, partial);
            return predictions;
          },
        });
      } finally {
        lease.release();
      }
    },
    forgetModel: (model) => files.forget(new Set([modelHash(model), modelHash(model, PARTIAL)])),
  };
}

/** Names what a page is a part of: 16 hexadecimal digits. */
function stateOf({ description: { model, seq, computedAt } }: PredictionTable, query: string): string {
  return createHash('sha256')
    .update(JSON.stringify([model, seq, computedAt, query]))
    .digest('hex')
    .slice(0, 16);
}
