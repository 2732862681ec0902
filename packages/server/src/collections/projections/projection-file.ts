import { endianness } from 'node:os';
import type { ProjectionPlan } from './projection-plan.js';

/** What a picture of a collection is of, and how it came to be. */
export interface ProjectionDescription {
  readonly collection: string;
  readonly model: { readonly name: string; readonly version: number };
  readonly plan: ProjectionPlan;
  /** The last change of the collection that is in it. */
  readonly seq: number;
  /** Items in the picture, and in the collection then. */
  readonly items: number;
  readonly of: number;
  /** Items that the principal components were fitted on. */
  readonly fittedOn: number;
  /** Share of the variance along each principal component that the picture is made of, 0..1; of UMAP and t-SNE, along all of those that it began from, together. */
  readonly shares: readonly number[];
  /** ISO 8601. */
  readonly computedAt: string;
}

/** A picture of a collection. N items in the order in which they were added. */
export interface Projection {
  readonly description: ProjectionDescription;
  /** [N] float32 each: x, y and, of three dimensions, z. */
  readonly axes: readonly Float32Array[];
  /** [N] */
  readonly ids: readonly string[];
  /** [N] null for an item without one. */
  readonly labels: readonly (string | null)[];
}

/** One column of the binary form. */
export interface ColumnPlace {
  readonly name: string;
  readonly type: 'float32' | 'int32' | 'uint32' | 'utf8';
  /** From the beginning of the columns, a multiple of 8. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** What stands before the columns. */
export interface ColumnsHeader {
  readonly rows: number;
  readonly columns: readonly ColumnPlace[];
  /** Which label a number of the column `label` is; -1 is none. */
  readonly labels: readonly string[];
}

/** The first bytes of the binary form. */
const MAGIC = Buffer.from('SUPCOL01', 'latin1');
const HEADER_AT = 16;
const ALIGNMENT = 8;

/** A header and columns of numbers behind it: 8 bytes `SUPCOL01`, uint32 with the bytes of the header, 4 zero bytes, the header as JSON in UTF-8 padded with blanks to a multiple of 8, and the
 * columns, each from a multiple of 8 on. All numbers are little-endian. */
export function joinColumns(header: object, columns: Uint8Array): Buffer {
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.alloc(aligned(text.length), ' ');
  text.copy(padded);
  const begin = Buffer.alloc(HEADER_AT);
  MAGIC.copy(begin);
  begin.writeUInt32LE(padded.length, MAGIC.length);
  return Buffer.concat([begin, padded, columns]);
}

/** The two parts of what `joinColumns` made. @throws Error for anything else. */
export function splitColumns(bytes: Uint8Array): { readonly header: unknown; readonly columns: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_AT || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('this is no file of columns');
  const end = HEADER_AT + buffer.readUInt32LE(MAGIC.length);
  return { header: JSON.parse(buffer.toString('utf8', HEADER_AT, end)) as unknown, columns: buffer.subarray(end) };
}

/** A picture in columns: `x`, `y` and `z` (float32), `label` (int32, into `labels`), `idEnds` (uint32, where each id ends in `ids`) and `ids` (UTF-8, one after the other). */
export function encodeProjection({ description, axes, ids, labels }: Projection): Buffer {
  const names = [...new Set(labels.filter((label) => label !== null))].sort();
  const numbers = new Map(names.map((name, at) => [name, at]));
  const idBytes = ids.map((id) => Buffer.from(id));
  let end = 0;
  const ends = Uint32Array.from(idBytes, ({ length }) => (end += length));
  const parts: { name: string; type: ColumnPlace['type']; bytes: Uint8Array }[] = [
    ...axes.map((axis, at) => ({ name: 'xyz'[at]!, type: 'float32' as const, bytes: littleEndian(axis) })),
    { name: 'label', type: 'int32', bytes: littleEndian(Int32Array.from(labels, (label) => (label === null ? -1 : numbers.get(label)!))) },
    { name: 'idEnds', type: 'uint32', bytes: littleEndian(ends) },
    { name: 'ids', type: 'utf8', bytes: Buffer.concat(idBytes) },
  ];
  let offset = 0;
  const columns = parts.map(({ name, type, bytes }): ColumnPlace => {
    const place = { name, type, offset, length: bytes.length };
    offset += aligned(bytes.length);
    return place;
  });
  const body = Buffer.alloc(offset);
  parts.forEach(({ bytes }, at) => body.set(bytes, columns[at]!.offset));
  return joinColumns({ ...description, rows: ids.length, columns, labels: names } satisfies ProjectionDescription & ColumnsHeader, body);
}

/** A kept picture, of which nothing but the header has been read. */
export interface KeptProjection {
  readonly description: ProjectionDescription;
  readonly header: ColumnsHeader;
  readonly columns: Uint8Array;
}

/** @throws Error for what `encodeProjection` did not make. */
export function decodeProjection(bytes: Uint8Array): KeptProjection {
  const { header, columns } = splitColumns(bytes);
  const { rows, columns: places, labels, ...description } = header as ProjectionDescription & ColumnsHeader;
  if (places.some(({ offset, length }) => offset + length > columns.length)) throw new Error('the columns are cut off');
  return { description, header: { rows, columns: places, labels }, columns };
}

/** One item of a picture. */
export interface ProjectedItem {
  readonly id: string;
  readonly label: string | null;
  readonly position: readonly number[];
}

/** Items of a kept picture. @param from place of the first. @param to place behind the last. */
export function itemsOf({ header, columns }: KeptProjection, from: number, to: number): ProjectedItem[] {
  const view = (name: string): DataView => {
    const { offset, length } = header.columns.find((column) => column.name === name)!;
    return new DataView(columns.buffer, columns.byteOffset + offset, length);
  };
  const axes = ['x', 'y', 'z'].filter((axis) => header.columns.some(({ name }) => name === axis)).map(view);
  const [label, ends, ids] = [view('label'), view('idEnds'), view('ids')];
  const endOf = (row: number): number => (row < 0 ? 0 : ends.getUint32(4 * row, true));
  return Array.from({ length: Math.max(0, Math.min(to, header.rows) - from) }, (_, at) => {
    const row = from + at;
    const id = Buffer.from(ids.buffer, ids.byteOffset + endOf(row - 1), endOf(row) - endOf(row - 1)).toString('utf8');
    return {
      id,
      label: header.labels[label.getInt32(4 * row, true)] ?? null,
      position: axes.map((axis) => axis.getFloat32(4 * row, true)),
    };
  });
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function littleEndian(values: Float32Array | Int32Array | Uint32Array): Buffer {
  const bytes = Buffer.from(values.slice().buffer);
  return endianness() === 'LE' ? bytes : bytes.swap32();
}
