import { expect, it } from 'vitest';
import { npyHeader } from '../../../test/npy.js';
import { npyRows } from './npy-rows.js';
import { readNpyHeader } from './npy-header.js';

it.each([
  [1, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"],
  [2, "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"],
  [3, "{'shape': (3, 2), 'fortran_order': False, 'descr': '<f4'}"],
])('reads version %i', (major, said) => {
  const bytes = npyHeader(said, major);
  expect(readNpyHeader(Buffer.concat([bytes, Buffer.alloc(24)]))).toEqual({ begin: bytes.length, rows: 3, columns: 2 });
});

it.each([
  ['nothing', Buffer.alloc(0), 'does not begin'],
  ['text', Buffer.from('id,vector\n1,2'), 'does not begin'],
  ['a later version', npyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }", 4), 'version 4'],
  ['a header that is cut off', npyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }").subarray(0, 40), 'not whole'],
  ['a header without an end', Buffer.from('\x93NUMPY\x02\x00\xff\xff\xff\xff', 'latin1'), 'not whole'],
  ['float64', npyHeader("{'descr': '<f8', 'fortran_order': False, 'shape': (3, 2), }"), "'<f8'"],
  ['big endian', npyHeader("{'descr': '>f4', 'fortran_order': False, 'shape': (3, 2), }"), "'>f4'"],
  ['records', npyHeader("{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (3,), }"), 'several kinds'],
  ['columns', npyHeader("{'descr': '<f4', 'fortran_order': True, 'shape': (3, 2), }"), 'column by column'],
  ['a vector', npyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3,), }"), 'shape is (3,)'],
  ['a cube', npyHeader("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2, 2), }"), 'shape is (3, 2, 2)'],
])('refuses %s', (_, bytes, message) => {
  expect(() => readNpyHeader(bytes)).toThrow(
    expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(message) as string }),
  );
});

it('gives the rows however the pieces fall', async () => {
  const values = Float32Array.from({ length: 12 }, (_, i) => i / 7 - 1);
  const file = Buffer.concat([Buffer.alloc(5, 9), Buffer.from(values.buffer)]);
  for (const size of [1, 3, 4, 16, 17, 100]) {
    const rows: Float32Array[] = [];
    for await (const row of npyRows(inPieces(file, size), { begin: 5, columns: 4 })) rows.push(row);
    expect(rows).toEqual([values.slice(0, 4), values.slice(4, 8), values.slice(8)]);
  }
});

async function* inPieces(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield await Promise.resolve(bytes.subarray(at, at + size));
}
