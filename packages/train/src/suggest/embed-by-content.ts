import { join } from 'node:path';
import { openEmbeddingCache } from '../adopt/embedding-cache.js';
import type { Reporter } from '../console/reporter.js';
import { embedFiles } from '../evaluate/embed-files.js';
import type { SuggestionEncoder } from './suggestion-encoder.js';

/** A file, known by what is in it. */
export interface PictureFile {
  /** Absolute. */
  readonly file: string;
  /** For messages. */
  readonly name: string;
  /** sha256 of the file's bytes in hexadecimal. */
  readonly hash: string;
}

/** Embeddings of those files that could be read. */
export interface EmbeddedPictures {
  /** float32 [D], not normalised, by the file's hash. */
  readonly byHash: ReadonlyMap<string, Float32Array>;
  /** "name: reason" of the others. */
  readonly bad: readonly string[];
}

/** Pictures between writes to the disk: what an interruption may cost. */
const FLUSH_EVERY = 128;

/** Embeds files, each content once in all calls with the same encoder.
 * @param cacheFolder for embeddings between calls. */
export async function embedByContent(
  encoder: SuggestionEncoder,
  pictures: readonly PictureFile[],
  { cacheFolder, reporter }: { readonly cacheFolder: string; readonly reporter: Reporter },
): Promise<EmbeddedPictures> {
  const cache = await openEmbeddingCache(join(cacheFolder, 'embeddings'), encoder.way, encoder.encoder.embeddingSize);
  const missing = [...new Map(pictures.map((picture) => [picture.hash, picture])).values()].filter(({ hash }) => !cache.get(hash));
  const bad: string[] = [];
  const task = reporter.task('Embedding', missing.length, 'images');
  try {
    for (let begin = 0; begin < missing.length; begin += FLUSH_EVERY) {
      const part = missing.slice(begin, begin + FLUSH_EVERY);
      const done = (count: number): void => {
        task.update(begin + count);
      };
      const files = part.map(({ file }) => file);
      const names = part.map(({ name }) => name);
      const embedded = await embedFiles(encoder.encoder, encoder, files, names, done);
      const width = encoder.encoder.embeddingSize;
      embedded.indices.forEach((index, row) => {
        cache.add(part[index]!.hash, embedded.embeddings.subarray(row * width, (row + 1) * width));
      });
      bad.push(...embedded.bad);
      await cache.flush();
    }
  } finally {
    task.stop();
  }
  const found = pictures.flatMap(({ hash }) => {
    const embedding = cache.get(hash);
    return embedding ? [[hash, embedding] as const] : [];
  });
  return { byHash: new Map(found), bad };
}
