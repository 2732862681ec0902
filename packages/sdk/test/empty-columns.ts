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

const IDS = [
  ['label', 'int32'],
  ['idEnds', 'uint32'],
  ['ids', 'utf8'],
] as const;

/** A picture of no items. */
export function emptyColumns(): ArrayBuffer {
  return withoutRows({ labels: [] }, [['x', 'float32'], ['y', 'float32'], ...IDS]); // prettier-ignore
}

/** What a model says of no items. */
export function emptyPredictionColumns(): ArrayBuffer {
  const names = [
    ['prediction', 'int32'],
    ['confidence', 'float32'],
    ['probabilityOfLabel', 'float32'],
    ['unknownScore', 'float32'],
    ['unknown', 'uint8'],
    ['correct', 'uint8'],
  ] as const;
  return withoutRows({ labels: [], classes: [] }, [...names, ...IDS]);
}

function withoutRows(header: object, names: readonly (readonly [string, string])[]): ArrayBuffer {
  const none = new Uint8Array();
  return columnsOf(
    { rows: 0, ...header },
    names.map(([name, type]) => [name, type, none]),
  );
}
