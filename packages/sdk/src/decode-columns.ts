import { SupconConnectionError } from './errors.js';
import type { PredictionDescription, ProjectionDescription } from './schemas.js';

/** Items of a collection in columns: N of them, in the order in which they were added. */
export interface ItemColumns {
  /** [N] places in `labels`; -1 for an item without one. */
  readonly label: Int32Array;
  readonly labels: readonly string[];
  /** [N] */
  readonly ids: readonly string[];
}

/** A picture of a collection in columns. */
export interface ProjectionColumns extends ProjectionDescription, ItemColumns {
  /** [N] */
  readonly x: Float32Array;
  /** [N] */
  readonly y: Float32Array;
  /** [N] of three dimensions. */
  readonly z?: Float32Array;
}

/** What a model says of every item of a collection, in columns. */
export interface PredictionColumns extends PredictionDescription, ItemColumns {
  /** Labels of the model. */
  readonly classes: readonly string[];
  /** [N] places in `classes`. */
  readonly prediction: Int32Array;
  /** [N] */
  readonly confidence: Float32Array;
  /** [N] NaN for no label that the model knows. */
  readonly probabilityOfLabel: Float32Array;
  /** [N] 1 or 0; 255 where the model cannot tell. */
  readonly unknown: Uint8Array;
  /** [N] NaN where the model cannot tell. */
  readonly unknownScore: Float32Array;
  /** [N] 1 or 0; 255 for no label that the model knows. */
  readonly correct: Uint8Array;
}

interface Column {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  readonly length: number;
}

const MAGIC = 'SUPCOL01';
const HEADER_AT = 16;

type Getter = 'getFloat32' | 'getInt32' | 'getUint32' | 'getUint8';
interface Numbers {
  from(rows: { readonly length: number }, of: (nothing: unknown, at: number) => number): unknown;
}

/** Bytes of a number, and how one is read, by type. */
const READERS: Readonly<Record<string, readonly [width: number, make: Numbers, get: Getter]>> = {
  float32: [4, Float32Array, 'getFloat32'],
  int32: [4, Int32Array, 'getInt32'],
  uint32: [4, Uint32Array, 'getUint32'],
  uint8: [1, Uint8Array, 'getUint8'],
};

/** Reads what `GET /v1/collections/{collection}/projection` answers as `application/vnd.supcon.columns`. Numbers are copied, so that nothing else of the answer is kept in memory.
 * @throws SupconConnectionError for anything else. */
export function decodeProjectionColumns(bytes: ArrayBuffer): ProjectionColumns {
  return decodeColumns<ProjectionColumns>(bytes, ['x', 'y']);
}

/** The same of `GET /v1/collections/{collection}/predictions`. */
export function decodePredictionColumns(bytes: ArrayBuffer): PredictionColumns {
  return decodeColumns<PredictionColumns>(bytes, ['prediction', 'confidence', 'probabilityOfLabel', 'unknown', 'unknownScore', 'correct']);
}

/** Every column under its name, and ids as texts. @param required columns beside `label` and the ids. */
function decodeColumns<T>(bytes: ArrayBuffer, required: readonly string[]): T {
  const broken = (why: string): SupconConnectionError =>
    new SupconConnectionError(`the answer is no file of columns: ${why}; is a Supcon server there?`);
  const text = new TextDecoder();
  if (bytes.byteLength < HEADER_AT || text.decode(bytes.slice(0, MAGIC.length)) !== MAGIC) throw broken(`it does not begin with ${MAGIC}`);
  const begin = HEADER_AT + new DataView(bytes).getUint32(MAGIC.length, true);
  if (begin > bytes.byteLength) throw broken('it is cut off');
  const { rows, columns, ...header } = JSON.parse(text.decode(bytes.slice(HEADER_AT, begin))) as {
    readonly rows: number;
    readonly columns: readonly Column[];
  };
  const read: Record<string, unknown> = {};
  for (const { name, type, offset, length } of columns) {
    const from = begin + offset;
    if (from + length > bytes.byteLength) throw broken(`its column ${name} is cut off`);
    const own = bytes.slice(from, from + length);
    const [width, make, get] = READERS[type] ?? [];
    if (!width) read[name] = new Uint8Array(own);
    else if (length !== width * rows) throw broken(`a column has ${length} bytes for ${rows} items`);
    else {
      const view = new DataView(own);
      read[name] = make!.from({ length: rows }, (_, at) => view[get!](width * at, true));
    }
  }
  for (const name of ['label', 'idEnds', 'ids', ...required]) if (!read[name]) throw broken(`it has no column ${name}`);
  const { idEnds, ids, ...rest } = read as { readonly idEnds: Uint32Array; readonly ids: Uint8Array };
  return {
    ...header,
    ...rest,
    ids: Array.from(idEnds, (end, at) => text.decode(ids.subarray(at && idEnds[at - 1], end))),
  } as T;
}
