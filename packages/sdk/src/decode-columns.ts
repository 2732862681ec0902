import { SupconConnectionError } from './errors.js';
import type { ProjectionDescription } from './schemas.js';

/** A picture of a collection in columns: N items in the order in which they were added. */
export interface ProjectionColumns extends ProjectionDescription {
  /** [N] */
  readonly x: Float32Array;
  /** [N] */
  readonly y: Float32Array;
  /** [N] of three dimensions. */
  readonly z?: Float32Array;
  /** [N] places in `labels`; -1 for an item without one. */
  readonly label: Int32Array;
  readonly labels: readonly string[];
  /** [N] */
  readonly ids: readonly string[];
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

const MAGIC = 'SUPCOL01';
const HEADER_AT = 16;

/** Reads what `GET /v1/collections/{collection}/projection` answers as `application/vnd.supcon.columns`. Numbers are copied, so that nothing else of the answer is kept in memory.
 * @throws SupconConnectionError for anything else. */
export function decodeProjectionColumns(bytes: ArrayBuffer): ProjectionColumns {
  const broken = (why: string): SupconConnectionError =>
    new SupconConnectionError(`the answer is no picture in columns: ${why}; is a Supcon server there?`);
  const text = new TextDecoder();
  if (bytes.byteLength < HEADER_AT || text.decode(bytes.slice(0, MAGIC.length)) !== MAGIC) throw broken(`it does not begin with ${MAGIC}`);
  const begin = HEADER_AT + new DataView(bytes).getUint32(MAGIC.length, true);
  if (begin > bytes.byteLength) throw broken('it is cut off');
  const { rows, columns, ...header } = JSON.parse(text.decode(bytes.slice(HEADER_AT, begin))) as ProjectionDescription & {
    readonly rows: number;
    readonly columns: readonly Column[];
    readonly labels: readonly string[];
  };
  const bytesOf = (name: string): ArrayBuffer | undefined => {
    const column = columns.find((each) => each.name === name);
    if (!column) return undefined;
    const from = begin + column.offset;
    if (from + column.length > bytes.byteLength) throw broken(`its column ${name} is cut off`);
    return bytes.slice(from, from + column.length);
  };
  const required = (name: string): ArrayBuffer => {
    const found = bytesOf(name);
    if (!found) throw broken(`it has no column ${name}`);
    return found;
  };
  const numbers = <T>(
    column: ArrayBuffer,
    read: (view: DataView, at: number) => number,
    make: (length: number, of: (at: number) => number) => T,
  ): T => {
    if (column.byteLength !== 4 * rows) throw broken(`a column has ${column.byteLength} bytes for ${rows} items`);
    const view = new DataView(column);
    return make(rows, (at) => read(view, 4 * at));
  };
  const floats = (column: ArrayBuffer): Float32Array =>
    numbers(
      column,
      (view, at) => view.getFloat32(at, true),
      (length, of) => Float32Array.from({ length }, (_, at) => of(at)),
    );
  const z = bytesOf('z');
  const ends = numbers(
    required('idEnds'),
    (view, at) => view.getUint32(at, true),
    (length, of) => Uint32Array.from({ length }, (_, at) => of(at)),
  );
  const ids = new Uint8Array(required('ids'));
  return {
    ...header,
    x: floats(required('x')),
    y: floats(required('y')),
    ...(z ? { z: floats(z) } : {}),
    label: numbers(
      required('label'),
      (view, at) => view.getInt32(at, true),
      (length, of) => Int32Array.from({ length }, (_, at) => of(at)),
    ),
    ids: Array.from(ends, (end, at) => text.decode(ids.subarray(at === 0 ? 0 : ends[at - 1], end))),
  };
}
