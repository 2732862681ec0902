import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { encoderIdentity, isWithinLimit, manifestSchema, type Manifest } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import type { ModelRecord, QuantizationRecord } from '../../domain/model-registry.js';

/** What the manifest of an artifact says; the other files are verified when the encoder is loaded.
 * @throws CoreError BAD_ARTIFACT if it cannot be read. */
export async function readModelRecord(folder: string): Promise<ModelRecord> {
  const manifest = await readManifest(folder);
  const { name, version, createdAt, embeddingSize, imageSize, labels, recipe, metrics, calibration, labelSets, classes } = manifest;
  const encoderHash = encoderIdentity(manifest);
  if (encoderHash === undefined) throw unusable(folder, new Error('it does not list encoder.onnx'));
  const precision = manifest.quantization ? 'int8' : 'float32';
  const location = path.resolve(folder);
  return {
    ...{ name, version, encoderHash, createdAt, location, embeddingSize, imageSize, precision, labels, recipe, metrics },
    temperature: calibration?.temperature ?? 1,
    ...(manifest.quantization ? { quantization: quantizationOf(manifest.quantization) } : {}),
    ...(labelSets ? { labelSets } : {}),
    ...(classes ? { classes } : {}),
  };
}

function quantizationOf(quantization: NonNullable<Manifest['quantization']>): QuantizationRecord {
  const { of, validation } = quantization;
  const { images, agreement, cosine } = validation;
  return { of, images, agreement, cosine: cosine.mean, withinLimit: isWithinLimit(quantization) };
}

/** The manifest itself. @throws CoreError BAD_ARTIFACT if it cannot be read. */
export async function readManifest(folder: string): Promise<Manifest> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(path.join(folder, 'manifest.json'), 'utf8')));
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function unusable(folder: string, cause: unknown): CoreError {
  return new CoreError(
    'BAD_ARTIFACT',
    `artifact ${folder}: manifest.json cannot be used (${cause instanceof Error ? cause.message : String(cause)}); copy the folder again`,
    { cause },
  );
}
