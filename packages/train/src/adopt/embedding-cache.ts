import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { CoreError } from '@supcon/core/errors';
import { writeFileAtomic } from '@supcon/core/files';
import { TrainError } from '../errors.js';
import { decodeSafetensors, encodeSafetensors } from '../weights/safetensors.js';

/** Embeddings of pictures by the content of their files, kept between runs: what one way from file to embedding has made so far. */
export interface EmbeddingCache {
  /** @param hash sha256 of the picture's file.  @returns float32 [D], or undefined where it has not been embedded yet. */
  get(hash: string): Float32Array | undefined;
  /** Remembers an embedding; `flush` writes it down. @param embedding copied */
  add(hash: string, embedding: Float32Array): void;
  /** Writes what was added since the last time, whole or not at all. */
  flush(): Promise<void>;
}

const TENSOR = 'embeddings';

/** Opens the embeddings of one way from file to embedding. They lie in parts, `<folder>/<key>/<random>.safetensors`, each written once, so that any number of processes
 * may add to them; a part that is damaged is removed, and its pictures are embedded again.
 * @param way everything that an embedding depends on besides the picture; anything else in it is another cache.
 * @param width D */
export async function openEmbeddingCache(folder: string, way: Readonly<Record<string, unknown>>, width: number): Promise<EmbeddingCache> {
  const key = createHash('sha256').update(JSON.stringify(way)).digest('hex').slice(0, 32);
  const own = join(folder, key);
  await mkdir(own, { recursive: true });
  const known = new Map<string, Float32Array>();
  for (const name of await readdir(own)) {
    if (!name.endsWith('.safetensors')) continue;
    for (const [hash, row] of await readPart(join(own, name), width)) known.set(hash, row);
  }
  let added = new Map<string, Float32Array>();
  return {
    get: (hash) => known.get(hash),
    add: (hash, embedding) => {
      const row = Float32Array.from(embedding);
      known.set(hash, row);
      added.set(hash, row);
    },
    flush: async () => {
      if (added.size === 0) return;
      const part = added;
      added = new Map();
      const data = new Float32Array(part.size * width);
      [...part.values()].forEach((row, at) => data.set(row, at * width));
      const photos = [...part.keys()].join(' ');
      const bytes = encodeSafetensors(new Map([[TENSOR, { shape: [part.size, width], data }]]), { photos, sha256: digest(photos, data) });
      await writeFileAtomic(join(own, `${randomUUID()}.safetensors`), bytes);
    },
  };
}

async function readPart(path: string, width: number): Promise<readonly (readonly [string, Float32Array])[]> {
  try {
    const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
    const { photos = '', sha256 } = metadata;
    const data = tensors.get(TENSOR)?.data ?? new Float32Array();
    const hashes = photos.split(' ');
    if (data.length === hashes.length * width && digest(photos, data) === sha256)
      return hashes.map((hash, at) => [hash, data.subarray(at * width, (at + 1) * width)] as const);
  } catch (error) {
    if (!(error instanceof TrainError || error instanceof CoreError)) throw error;
  }
  await rm(path, { force: true });
  return [];
}

function digest(photos: string, data: Float32Array): string {
  return createHash('sha256')
    .update(photos)
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');
}
