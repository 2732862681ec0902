import { encoderIdentity, readArtifact, type Artifact } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import type { Logger } from 'pino';
import type { EncoderMemory } from '../domain/encoder-leases.js';
import type { Measures } from '../domain/measures.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { startImageEncoder, type ImageEncoder, type ImageEncoderOptions } from './image-encoder.js';
import type { PictureDecoder } from './picture-decoder.js';
import { weighEncoder } from './weigh-encoder.js';

/** Verifies the artifact of a model and starts its encoder.
 * @throws CoreError BAD_ARTIFACT if a file is missing or damaged, or another encoder lies there by now; Error what ONNX Runtime says of the file. */
export async function loadEncoder(
  model: ModelRecord,
  options: ImageEncoderOptions,
  decoder: Pick<PictureDecoder, 'square'>,
  logger: Logger,
  measures?: Measures,
): Promise<ImageEncoder> {
  return startImageEncoder(await readModel(model), options, decoder, logger, measures);
}

/** Verifies the artifact of a model and finds how much memory its encoder takes. @throws as `loadEncoder`. */
export async function weighModel(model: ModelRecord, options: Pick<ImageEncoderOptions, 'threads' | 'maxBatch'>): Promise<EncoderMemory> {
  return weighEncoder(await readModel(model), options);
}

async function readModel(model: ModelRecord): Promise<Artifact> {
  const artifact = await readArtifact(model.location);
  const found = encoderIdentity(artifact.manifest);
  if (found !== model.encoderHash)
    throw new CoreError('BAD_ARTIFACT', `artifact ${model.location}: its encoder is ${String(found)} now, expected ${model.encoderHash}`);
  return artifact;
}
