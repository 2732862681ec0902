import { statSync } from 'node:fs';
import { QuickstartError } from './quickstart-error.mjs';

/** The endings of lists; @supcon/core/photos, which is not built yet when this is asked, has the same. */
const LIST = /\.(csv|jsonl|ndjson)$/i;

/**
 * Before anything is built.
 * @param {string | undefined} data a folder of photos or a list; undefined for the sample photos
 */
export function requireData(data) {
  if (data === undefined) return;
  const given = statSync(data, { throwIfNoEntry: false });
  if (given?.isDirectory() === true || (given?.isFile() === true && LIST.test(data))) return;
  throw new QuickstartError(
    `--data must be a folder of photos or a list (.csv, .jsonl), found ${given === undefined ? 'nothing' : 'something else'} at ${data}`,
    { fix: 'check the path; one folder a class lies inside, or a list names path and label', status: 3 },
  );
}

/**
 * As training and indexing will read it.
 * @param {string} data
 */
export async function readData(data) {
  // Was built a moment ago.
  const { readPhotos } = await import('@supcon/core/photos');
  try {
    return await readPhotos(data);
  } catch (error) {
    throw new QuickstartError(error instanceof Error ? error.message : String(error), {
      fix: 'mend it, then: npm run quickstart',
      status: 4,
    });
  }
}
