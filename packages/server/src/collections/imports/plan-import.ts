import { requireCollectionName } from '../../domain/input-rules.js';
import { ServerError } from '../../domain/errors.js';
import type { ItemStore } from '../../domain/item-store.js';
import type { Job, JobQueue } from '../../domain/job-queue.js';
import type { CollectionRegistry } from '../collection-registry.js';
import { requireOwnVectors } from '../items/add-vector.js';
import type { ImportStore } from './import-store.js';
import type { createImportReceiver, IncomingPart } from './receive-import.js';

/** The kind of job that adds the items of an upload. */
export const IMPORT = 'items.import';

/** Each kill of a server costs one. */
const ATTEMPTS = 20;

/** What such a job is told. */
export type ImportPayload = {
  readonly collection: string;
  readonly collectionCreatedAt: string;
  readonly upload: string;
  /** Lines that say something. */
  readonly lines: number;
  readonly encoderHash: string | null;
  readonly matrixBegin: number | null;
  /** sha256 of what was uploaded, hex. */
  readonly content: string;
};

/** What is to be imported. */
export interface ImportRequest {
  readonly parts: AsyncIterable<IncomingPart>;
  /** sha256 of the encoder that made the vectors, hex; undefined where there are none, or nobody says. */
  readonly encoderHash: string | undefined;
  /** Of this request and its caller, at most 200 characters: sent again with the same, the job of the first answers. */
  readonly once?: string | undefined;
}

/** The job of an import. */
export interface PlannedImport {
  readonly job: Job;
  /** Whether it is that of the same request before. */
  readonly isReplayed: boolean;
}

/** What planning needs. */
export interface PlanImportDeps {
  readonly registry: Pick<CollectionRegistry, 'get'>;
  readonly store: Pick<ItemStore, 'collection'>;
  readonly imports: Pick<ImportStore, 'drop'>;
  readonly receive: ReturnType<typeof createImportReceiver>;
  readonly queue: Pick<JobQueue, 'enqueue'>;
  /** ISO 8601. */
  readonly now: () => string;
}

/** Takes in an upload for a collection, and plans that its items are added. Nothing of it is left where that fails.
 * @throws ServerError BAD_REQUEST, COLLECTION_NOT_FOUND, MODEL_MISMATCH for another encoder's vectors, BAD_VECTOR, PAYLOAD_TOO_LARGE, KEY_REUSED, STORAGE_FULL, TOO_BUSY; what reading the parts threw. */
export async function planImport(
  { registry, store, imports, receive, queue, now }: PlanImportDeps,
  name: string,
  { parts, encoderHash, once }: ImportRequest,
): Promise<PlannedImport> {
  const collection = await registry.get(requireCollectionName(name));
  const record = await store.collection(collection.record.name);
  if (!record) throw new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted meanwhile`);
  if (encoderHash !== undefined) requireOwnVectors(record, encoderHash);
  const { id, lines, matrix, content } = await receive(parts, record.embeddingSize);
  try {
    if (matrix && encoderHash === undefined)
      throw new ServerError(
        'BAD_REQUEST',
        `encoderHash: say in the address whose vectors they are; the collection holds those of ${record.encoderHash}`,
      );
    const payload: ImportPayload = {
      ...{ collection: record.name, collectionCreatedAt: record.createdAt, upload: id, lines },
      encoderHash: encoderHash ?? null,
      matrixBegin: matrix?.begin ?? null,
      content,
    };
    const idempotency = once === undefined ? {} : { idempotencyKey: once };
    const { created, job } = await queue.enqueue({ kind: IMPORT, payload, maxAttempts: ATTEMPTS, ...idempotency }, now());
    if (created) return { job, isReplayed: false };
    await imports.drop(id);
    if (isSame(job.payload as ImportPayload, payload)) return { job, isReplayed: true };
    throw new ServerError('KEY_REUSED', 'Idempotency-Key: it was sent with another import before; take a new one for each');
  } catch (error) {
    await imports.drop(id);
    throw error;
  }
}

/** Whether two imports come to the same. */
function isSame(a: ImportPayload, b: ImportPayload): boolean {
  const said = ({ upload: _, ...payload }: ImportPayload): string => JSON.stringify(payload);
  return said(a) === said(b);
}
