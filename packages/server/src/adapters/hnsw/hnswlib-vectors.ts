import { closeSync, openSync, readSync } from 'node:fs';
import type { KeyedVector } from './native-graph.js';

/** What stands before the elements in hnswlib's file (`saveIndex` of its version 0.8): whole numbers of 8 bytes, but for two of 4 at 48. */
export const HNSWLIB_HEADER = 96;
const ELEMENTS_AT_ONCE = 1024;

/** The vectors in hnswlib's file, whose checksum the caller has verified. Asked one by one, the addon makes an array of doubles of each, which takes a hundred times as long.
 * @returns every element, hidden ones too, one after the other; a vector is good until the next one is asked for.  @throws Error where the file is of vectors of another length. */
export function* readHnswlibVectors(file: string, dimensions: number): Generator<KeyedVector> {
  const opened = openSync(file, 'r');
  try {
    const { count, elementBytes, labelAt, vectorAt } = readLayout(opened, dimensions);
    const block = new Uint8Array(ELEMENTS_AT_ONCE * elementBytes);
    const view = new DataView(block.buffer);
    const vector = new Float32Array(dimensions);
    const vectorBytes = new Uint8Array(vector.buffer);
    for (let first = 0; first < count; first += ELEMENTS_AT_ONCE) {
      const elements = Math.min(ELEMENTS_AT_ONCE, count - first);
      const bytes = elements * elementBytes;
      if (readSync(opened, block, 0, bytes, HNSWLIB_HEADER + first * elementBytes) !== bytes) throw new Error('the graph file ends early');
      for (let at = 0; at < bytes; at += elementBytes) {
        vectorBytes.set(block.subarray(at + vectorAt, at + vectorAt + vectorBytes.length));
        yield { key: view.getUint32(at + labelAt, true), vector };
      }
    }
  } finally {
    closeSync(opened);
  }
}

/** Where what lies in an element. */
function readLayout(opened: number, dimensions: number): Record<'count' | 'elementBytes' | 'labelAt' | 'vectorAt', number> {
  const header = new BigUint64Array(6);
  readSync(opened, header, 0, header.byteLength, 0);
  const [, , count = 0, elementBytes = 0, labelAt = 0, vectorAt = 0] = Array.from(header, Number);
  if (labelAt - vectorAt !== 4 * dimensions || elementBytes !== labelAt + 8)
    throw new Error(
      `the graph file is not of vectors of ${dimensions}: ${labelAt - vectorAt} bytes each, ${elementBytes} with links and label`,
    );
  return { count, elementBytes, labelAt, vectorAt };
}
