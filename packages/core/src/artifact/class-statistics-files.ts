import { CoreError } from '../errors.js';
import { restoreClassStatistics, type ClassStatistics } from '../heads/class-statistics.js';
import { packedRow } from '../math/cholesky.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { ClassRecord } from './class-record.js';

/** As files: tensors `features` [N, D], class after class, and `origin` [D]; and the inverse as bytes of float64, its lower triangle alone. */
export function encodeClassStatistics({ width, photos, origin, inverse }: ClassStatistics): {
  readonly tensors: WeightMap;
  readonly inverse: Uint8Array;
} {
  const size = width + 1;
  const rows = photos.reduce((sum, own) => sum + own.length / width, 0);
  const features = new Float32Array(rows * width);
  let at = 0;
  for (const own of photos) {
    features.set(own, at);
    at += own.length;
  }
  const bytes = new Uint8Array(8 * packedRow(size));
  const view = new DataView(bytes.buffer);
  for (let i = 0, offset = 0; i < size; i++)
    for (let j = 0; j <= i; j++, offset += 8) view.setFloat64(offset, inverse[i * size + j]!, true);
  return {
    tensors: new Map([
      ['features', { shape: [rows, width], data: features }],
      ['origin', { shape: [width], data: origin }],
    ]),
    inverse: bytes,
  };
}

/** @param record what the manifest says beside the files.  @throws CoreError BAD_ARTIFACT when they do not fit each other. */
export function decodeClassStatistics(
  tensors: WeightMap,
  bytes: Uint8Array,
  embeddingSize: number,
  { ridge, balance, photos: counts }: Pick<ClassRecord, 'ridge' | 'balance' | 'photos'>,
): ClassStatistics {
  const size = embeddingSize + 1;
  const features = tensors.get('features')?.data;
  const origin = tensors.get('origin')?.data;
  const rows = counts.reduce((sum, count) => sum + count, 0);
  if (features?.length !== rows * embeddingSize || origin?.length !== embeddingSize || bytes.length !== 8 * packedRow(size))
    throw new CoreError(
      'BAD_ARTIFACT',
      `artifact: classes/ does not fit ${rows} photos of ${embeddingSize} features: ${features?.length ?? 'no'} features, an origin of ${origin?.length ?? 'no'} values, an inverse of ${bytes.length} bytes`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const inverse = new Float64Array(size * size);
  for (let i = 0, offset = 0; i < size; i++)
    for (let j = 0; j <= i; j++, offset += 8) inverse[i * size + j] = inverse[j * size + i] = view.getFloat64(offset, true);
  let begin = 0;
  const photos = counts.map((count) => features.subarray(begin, (begin += count * embeddingSize)));
  return restoreClassStatistics({ ridge, balance, width: embeddingSize, photos, origin, inverse });
}
