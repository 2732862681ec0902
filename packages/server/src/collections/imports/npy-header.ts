import { ServerError } from '../../domain/errors.js';

/** What a file of NumPy says of itself. */
export interface NpyHeader {
  /** Bytes before the first number. */
  readonly begin: number;
  readonly rows: number;
  readonly columns: number;
}

const MAGIC = Buffer.from('\x93NUMPY', 'latin1');
/** Of the text; NumPy itself writes a hundred. */
const LONGEST_HEADER = 16 * 1024;

/** The longest beginning of a file that has to be there to read its header. */
export const NPY_HEADER_BYTES = 12 + LONGEST_HEADER;

/** Reads the beginning of a `.npy` file: a matrix of float32, little-endian, row by row. Nothing of it is evaluated.
 * @param bytes the first `NPY_HEADER_BYTES` of the file, or all of a shorter one.
 * @throws ServerError BAD_REQUEST that says what it is instead, and how to write it. @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export function readNpyHeader(bytes: Buffer): NpyHeader {
  if (bytes.length < 10 || !bytes.subarray(0, MAGIC.length).equals(MAGIC)) throw refuse('it does not begin as a .npy file does');
  const major = bytes[6]!;
  if (major < 1 || major > 3) throw refuse(`its format has version ${major}, 1 to 3 are read`);
  const text = major === 1 ? 10 : 12;
  const length = major === 1 ? bytes.readUInt16LE(8) : bytes.length < text ? LONGEST_HEADER + 1 : bytes.readUInt32LE(8);
  if (length > LONGEST_HEADER || bytes.length < text + length) throw refuse('its header is not whole, or too long to be one');
  const header = bytes.toString('latin1', text, text + length);
  const find = (pattern: RegExp): string => pattern.exec(header)?.[1] ?? '';
  const type = find(/'descr'\s*:\s*'([^']{1,40})'/);
  if (type !== '<f4') throw refuse(`its numbers are '${type || 'of several kinds'}', not '<f4' (float32, little-endian)`);
  if (find(/'fortran_order'\s*:\s*(True|False)/) !== 'False') throw refuse('it lies column by column (fortran_order)');
  const shape = /'shape'\s*:\s*\(\s*(\d{1,15})\s*,\s*(\d{1,15})\s*,?\s*\)/.exec(header);
  if (!shape) throw refuse(`its shape is (${find(/'shape'\s*:\s*\(([^)]{0,80})\)/)}), not (rows, columns)`);
  return { begin: text + length, rows: Number(shape[1]), columns: Number(shape[2]) };
}

function refuse(reason: string): ServerError {
  return new ServerError(
    'BAD_REQUEST',
    `vectors: ${reason}; save it by numpy.save('vectors.npy', numpy.ascontiguousarray(vectors, dtype='<f4')), a row an item`,
  );
}
