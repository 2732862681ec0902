import { endianness } from 'node:os';

/** The rows of a matrix of float32, little-endian, as its bytes come.
 * @param pieces the whole file. @param begin bytes before the first row. @param columns numbers of a row, at least 1. @returns float32 [columns] each, its own copy. */
export async function* npyRows(
  pieces: AsyncIterable<Uint8Array>,
  { begin, columns }: { readonly begin: number; readonly columns: number },
): AsyncGenerator<Float32Array> {
  const rowBytes = 4 * columns;
  let skip = begin;
  let rest = Buffer.alloc(0);
  for await (const piece of pieces) {
    const skipped = Math.min(skip, piece.byteLength);
    skip -= skipped;
    const bytes = Buffer.from(piece.buffer, piece.byteOffset + skipped, piece.byteLength - skipped);
    const joined = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
    let at = 0;
    for (; joined.length - at >= rowBytes; at += rowBytes) yield float32Of(joined.subarray(at, at + rowBytes));
    rest = Buffer.from(joined.subarray(at));
  }
}

function float32Of(bytes: Buffer): Float32Array {
  const copy = Uint8Array.from(bytes);
  if (endianness() === 'BE') Buffer.from(copy.buffer).swap32();
  return new Float32Array(copy.buffer);
}
