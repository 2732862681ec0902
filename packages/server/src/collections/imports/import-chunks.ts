import type { Line } from './lines.js';

/** A line with its row of the matrix, where there is one. */
export interface ImportRow extends Line {
  readonly vector: Float32Array | undefined;
}

/** Lines that are committed and told together, and how many bytes of them make up a chunk before. */
const CHUNK_LINES = 512;
const CHUNK_BYTES = 32 * 1024 * 1024;

/** Lines with their rows, in chunks: the whole of one is in memory.
 * @param rows a row a line; undefined where there is no matrix. @param after leaves out lines up to this number, whose rows are passed over. */
export async function* chunksOf(
  lines: AsyncIterable<Line>,
  rows: AsyncIterator<Float32Array> | undefined,
  after: number,
): AsyncGenerator<readonly ImportRow[]> {
  let chunk: ImportRow[] = [];
  let bytes = 0;
  for await (const line of lines) {
    const row = await rows?.next();
    if (line.number <= after) continue;
    chunk.push({ ...line, vector: row?.done === true ? undefined : row?.value });
    bytes += line.bytes?.length ?? 0;
    if (chunk.length < CHUNK_LINES && bytes < CHUNK_BYTES) continue;
    yield chunk;
    chunk = [];
    bytes = 0;
  }
  if (chunk.length > 0) yield chunk;
}
