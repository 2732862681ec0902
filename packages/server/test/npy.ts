/** The beginning of a file of NumPy that says something. @param said the text of its header. @param major version of the format. */
export function npyHeader(said: string, major = 1): Buffer {
  const text = Buffer.from(`${said.padEnd(116)}\n`, 'latin1');
  const size = Buffer.alloc(major === 1 ? 2 : 4);
  if (major === 1) size.writeUInt16LE(text.length);
  else size.writeUInt32LE(text.length);
  return Buffer.concat([Buffer.from('\x93NUMPY', 'latin1'), Buffer.from([major, 0]), size, text]);
}

/** A whole file of a matrix of float32. @param type and @param order only to say something wrong. */
export function npyFile(rows: readonly Float32Array[], columns: number, type = '<f4', order = 'False'): Buffer {
  const head = npyHeader(`{'descr': '${type}', 'fortran_order': ${order}, 'shape': (${rows.length}, ${columns}), }`);
  return Buffer.concat([head, ...rows.map((row) => Buffer.from(Float32Array.from(row).buffer))]);
}
