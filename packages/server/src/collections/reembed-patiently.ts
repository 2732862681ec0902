import type { EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { vectorSource } from './lease-encoder.js';
import { patientEncoder } from './patient-encoder.js';
import type { ReembedPayload } from './plan-reembedding.js';
import { discardAside, reembedCollection, type ReembedDeps, type ReembedOptions } from './reembed-collection.js';

/** How it is done, and whether anybody still wants it. */
export interface PatientOptions extends ReembedOptions {
  /** Whether nobody wants to know of it any more, which the signal may tell later. */
  readonly isCancelled: () => Promise<boolean>;
}

/** `reembedCollection` in the background, with any model: requests go before. A collection that has its vectors already stays as it is; what was built for one that is deleted
 * meanwhile, or of which nobody wants to know any more, is thrown away.
 * @param gone aborts when the collection is deleted.
 * @throws ServerError COLLECTION_NOT_FOUND where it is gone or another one by now, MODEL_NOT_FOUND, and what `reembedCollection` throws; the reason of the signal. */
export async function reembedPatiently(
  deps: Omit<ReembedDeps, 'encoder' | 'source'> & { readonly encoders: Pick<EncoderLeases, 'lease'> },
  { collection: name, number, encoderHash, model }: ReembedPayload,
  options: PatientOptions,
  gone: AbortSignal,
): ReturnType<typeof reembedCollection> {
  const { record } = await deps.registry.get(name);
  if (record.encoderHash === encoderHash) return { items: record.items, lost: [], interrupted: false };
  if (record.number !== number)
    throw new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' is another one by now; nothing was changed`);
  const lease = await deps.encoders.lease(encoderHash).catch((error: unknown) => {
    if (!(error instanceof ServerError) || error.code !== 'MODEL_NOT_FOUND') throw error;
    throw new ServerError('MODEL_NOT_FOUND', `the model ${model} is not there any more; nothing was changed`, { cause: error });
  });
  const signal = AbortSignal.any([options.signal, gone]);
  try {
    const done = await reembedCollection(
      { ...deps, encoder: patientEncoder(lease.encoder, signal), source: vectorSource(lease.model) },
      name,
      { ...options, signal, isWanted: async () => !(await options.isCancelled()) },
    );
    if (done.interrupted) throw signal.aborted ? signal.reason : new Error('the job was cancelled');
    return done;
  } catch (error) {
    const there = await deps.store.collection(name);
    // Only what the old one left could not be cleared away: another try finds nothing to do.
    if (there?.encoderHash === encoderHash) throw error;
    const isGone = gone.aborted || there?.number !== number;
    if (isGone || (await options.isCancelled())) await discardAside(deps, name);
    throw isGone ? new ServerError('COLLECTION_NOT_FOUND', `the collection '${name}' was deleted meanwhile`, { cause: error }) : error;
  } finally {
    lease.release();
  }
}
