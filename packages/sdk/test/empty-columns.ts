/** Columns as the API description says they are, written down byte by byte. @param columns each with its type and bytes, little-endian. */
export function columnsOf(header: object, columns: readonly (readonly [string, string, Uint8Array])[]): ArrayBuffer {
  const places: object[] = [];
  let body: number[] = [];
  for (const [name, type, bytes] of columns) {
    places.push({ name, type, offset: body.length, length: bytes.length });
    body = [...body, ...bytes];
    while (body.length % 8 !== 0) body.push(0);
  }
  let text = JSON.stringify({ ...header, columns: places });
  while (new TextEncoder().encode(text).length % 8 !== 0) text += ' ';
  const head = [...new TextEncoder().encode(text)];
  const { length } = head;
  const begin = [
    ...new TextEncoder().encode('SUPCOL01'),
    length & 255,
    (length >> 8) & 255,
    (length >> 16) & 255,
    length >>> 24,
    0,
    0,
    0,
    0,
  ];
  return Uint8Array.from([...begin, ...head, ...body]).buffer;
}

/** A picture of no items. */
export function emptyColumns(): ArrayBuffer {
  const none = new Uint8Array();
  const names = [
    ['x', 'float32'],
    ['y', 'float32'],
    ['label', 'int32'],
    ['idEnds', 'uint32'],
    ['ids', 'utf8'],
  ] as const;
  return columnsOf(
    { rows: 0, labels: [] },
    names.map(([name, type]) => [name, type, none]),
  );
}
