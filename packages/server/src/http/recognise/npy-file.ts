import { float32Bytes } from './float32-bytes.js';

/** What SageMaker and others call NumPy's format; none is registered. */
export const NPY = 'application/x-npy';

/** The data begins at a multiple of so many bytes. */
const ALIGNMENT = 64;

/** Rows of the same length as a file of NumPy, version 1.0: float32, little-endian, row by row.
 * @param rows [N, D], at least one. @see https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html */
export function npyFile(rows: readonly Float32Array[]): Buffer {
  const begin = Buffer.from([0x93, ...Buffer.from('NUMPY'), 1, 0]);
  const said = `{'descr': '<f4', 'fortran_order': False, 'shape': (${rows.length}, ${rows[0]!.length}), }`;
  const length = Math.ceil((begin.length + 2 + said.length + 1) / ALIGNMENT) * ALIGNMENT - begin.length - 2;
  const size = Buffer.alloc(2);
  size.writeUInt16LE(length);
  return Buffer.concat([begin, size, Buffer.from(`${said.padEnd(length - 1)}\n`, 'latin1'), ...rows.map(float32Bytes)]);
}
