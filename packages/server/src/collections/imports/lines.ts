/** A line of a file. */
export interface Line {
  /** Counted from 1, empty ones too. */
  readonly number: number;
  /** Without its end; undefined where it is longer than allowed, and was let go. */
  readonly bytes: Buffer | undefined;
}

const NEWLINE = 0x0a;
const BLANKS = new Set([0x20, 0x09, 0x0d]);

/** The lines of a file as it comes, one in memory at a time. Those that hold nothing but blanks have a number and are left out.
 * @param longest bytes of a line. */
export async function* linesOf(pieces: AsyncIterable<Uint8Array>, longest: number): AsyncGenerator<Line> {
  let number = 1;
  let held: Buffer[] = [];
  let size = 0;
  let says = false;
  const take = (piece: Buffer): void => {
    size += piece.length;
    says ||= !isBlank(piece);
    if (size <= longest) held.push(piece);
    else held = [];
  };
  const end = (): Line | undefined => {
    const bytes = size > longest ? undefined : held.length === 1 ? held[0]! : Buffer.concat(held);
    const line = says ? { number, bytes } : undefined;
    number++;
    held = [];
    size = 0;
    says = false;
    return line;
  };
  for await (const piece of pieces) {
    const bytes = Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength);
    let from = 0;
    for (let at = bytes.indexOf(NEWLINE); at >= 0; at = bytes.indexOf(NEWLINE, from)) {
      take(bytes.subarray(from, at));
      from = at + 1;
      const line = end();
      if (line) yield line;
    }
    // A copy: what it came in may be written over.
    if (from < bytes.length) take(Buffer.from(bytes.subarray(from)));
  }
  const last = size > 0 ? end() : undefined;
  if (last) yield last;
}

/** Counts the lines that `linesOf` would give, of pieces that pass by. */
export function createLineCounter(): { readonly count: () => number; readonly see: (piece: Uint8Array) => void } {
  let whole = 0;
  let says = false;
  return {
    count: () => whole + (says ? 1 : 0),
    see: (piece) => {
      let from = 0;
      for (let at = piece.indexOf(NEWLINE); at >= 0; at = piece.indexOf(NEWLINE, from)) {
        if (says || !isBlank(piece.subarray(from, at))) whole++;
        says = false;
        from = at + 1;
      }
      says ||= !isBlank(piece.subarray(from));
    },
  };
}

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => BLANKS.has(byte));
}
