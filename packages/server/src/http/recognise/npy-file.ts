import { float32Bytes } from './float32-bytes.js';

/** What SageMaker and others call NumPy's format; none is registered. */
export const NPY = 'application/x-npy';

/** The data begins at a multiple of so many bytes. */
const ALIGNMENT = 64;

/** Rows of the same length as a file of NumPy: see `npyHeader`. @param rows [N, D], at least one. */
export function npyFile(rows: readonly Float32Array[]): Buffer {
  return Buffer.concat([npyHeader(rows.length, rows[0]!.length), ...rows.map(float32Bytes)]);
}

/** The beginning of a file of NumPy, version 1.0: a matrix of float32, little-endian, whose rows follow.
 * @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export function npyHeader(rows: number, columns: number): Buffer {
  const begin = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  const said = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const length = Math.ceil((begin.length + 2 + said.length + 1) / ALIGNMENT) * ALIGNMENT - begin.length - 2;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return Buffer.concat([begin, size, Buffer.from(`${said.padEnd(length - 1)}\n`, 'latin1')]);
}
