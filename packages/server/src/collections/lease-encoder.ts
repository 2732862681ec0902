import type { EncodedImage, EncoderLeases } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import type { CollectionRecord, VectorSource } from '../domain/item-store.js';
import type { ModelRecord } from '../domain/model-registry.js';
import type { Turn } from '../domain/turn.js';

/** Where the vectors of a model come from, as a collection records it. */
export function vectorSource({ name, version, encoderHash, embeddingSize }: ModelRecord): VectorSource {
  return { modelName: name, modelVersion: version, encoderHash, embeddingSize };
}

/** Encodes a picture as the items of a collection were encoded, with whichever model that was.
 * @throws CoreError BAD_IMAGE, IMAGE_TOO_LARGE; ServerError MODEL_MISMATCH if the model is gone or cannot be loaded, TOO_BUSY, NOT_READY;
 * the reason of the signal. */
export async function encodeFor(
  encoders: EncoderLeases,
  record: Pick<CollectionRecord, 'name' | 'modelName' | 'modelVersion' | 'encoderHash'>,
  image: Uint8Array,
  turn?: Turn,
): Promise<EncodedImage> {
  const lease = await encoders.lease(record.encoderHash).catch((cause: unknown) => {
    if (!(cause instanceof ServerError)) throw modelMismatch(record, 'cannot be loaded, as the log of the server says', cause);
    throw cause.code === 'MODEL_NOT_FOUND' ? modelMismatch(record, 'is not on this machine', cause) : cause;
  });
  try {
    return await lease.encoder.encode(image, turn);
  } finally {
    lease.release();
  }
}

/** That no encoder can be had for a collection. @param why what is the matter with its artifact. */
export function modelMismatch(
  { name, modelName, modelVersion, encoderHash }: Parameters<typeof encodeFor>[1],
  why: string,
  cause?: unknown,
): ServerError {
  const artifact = `${modelName}/${modelVersion}`;
  return new ServerError(
    'MODEL_MISMATCH',
    `collection '${name}' holds vectors of model ${artifact} (encoder ${encoderHash.slice(0, 12)}), whose artifact ${why}: put it back as ` +
      `artifacts/${artifact}, or start the server with --artifact of it, or fill a new collection; search by item and vector works meanwhile`,
    { cause, details: { name: modelName, version: modelVersion, encoderHash } },
  );
}
