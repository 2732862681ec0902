import { endianness } from 'node:os';

/** What a column may hold. */
export type ColumnType = 'float32' | 'int32' | 'uint32' | 'uint8' | 'utf8';

/** One column before it is written. */
export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  /** Numbers little-endian. */
  readonly bytes: Uint8Array;
}

/** One column of the binary form. */
export interface ColumnPlace {
  readonly name: string;
  readonly type: ColumnType;
  /** From the beginning of the columns, a multiple of 8. */
  readonly offset: number;
  /** Bytes. */
  readonly length: number;
}

/** What stands before the columns, beside what they are of. */
export interface ColumnsHeader {
  readonly rows: number;
  readonly columns: readonly ColumnPlace[];
  /** Which label a number of the column `label` is; -1 is none. */
  readonly labels: readonly string[];
}

/** Columns of which nothing but the header has been read. */
export interface ColumnFile<Description> {
  readonly description: Description;
  readonly header: ColumnsHeader;
  readonly columns: Uint8Array;
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
function splitColumns(bytes: Uint8Array): { readonly header: unknown; readonly columns: Uint8Array } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (buffer.length < HEADER_AT || !buffer.subarray(0, MAGIC.length).equals(MAGIC)) throw new Error('this is no file of columns');
  const end = HEADER_AT + buffer.readUInt32LE(MAGIC.length);
  return { header: JSON.parse(buffer.toString('utf8', HEADER_AT, end)) as unknown, columns: buffer.subarray(end) };
}

/** Columns of as many rows behind what they are of. @param labels of the column `label`. */
export function encodeColumns(
  description: object,
  { rows, labels, columns }: { readonly rows: number; readonly labels: readonly string[]; readonly columns: readonly Column[] },
): Buffer {
  let offset = 0;
  const places = columns.map(({ name, type, bytes }): ColumnPlace => {
    const place = { name, type, offset, length: bytes.length };
    offset += aligned(bytes.length);
    return place;
  });
  const body = Buffer.alloc(offset);
  columns.forEach(({ bytes }, at) => body.set(bytes, places[at]!.offset));
  return joinColumns({ ...description, rows, columns: places, labels } satisfies ColumnsHeader, body);
}

/** @throws Error for what `encodeColumns` did not make. */
export function decodeColumns<Description>(bytes: Uint8Array): ColumnFile<Description> {
  const { header, columns } = splitColumns(bytes);
  const { rows, columns: places, labels, ...description } = header as ColumnsHeader & Description;
  if (places.some(({ offset, length }) => offset + length > columns.length)) throw new Error('the columns are cut off');
  return { description: description as Description, header: { rows, columns: places, labels }, columns };
}

/** What columns of numbers are in memory. */
interface Numbers {
  readonly float32: Float32Array;
  readonly int32: Int32Array;
  readonly uint32: Uint32Array;
  readonly uint8: Uint8Array;
}

const ARRAYS = { float32: Float32Array, int32: Int32Array, uint32: Uint32Array, uint8: Uint8Array } as const;

/** A column of numbers. */
export function numberColumn(name: string, values: Float32Array | Int32Array | Uint32Array | Uint8Array): Column {
  if (values instanceof Uint8Array) return { name, type: 'uint8', bytes: values };
  const type = values instanceof Float32Array ? 'float32' : values instanceof Int32Array ? 'int32' : 'uint32';
  const bytes = Buffer.from(values.slice().buffer);
  return { name, type, bytes: endianness() === 'LE' ? bytes : bytes.swap32() };
}

/** The column `label` (int32, into the names), and the names, sorted. */
export function labelColumn(labels: readonly (string | null)[]): { readonly names: readonly string[]; readonly column: Column } {
  const names = [...new Set(labels.filter((label) => label !== null))].sort();
  const numbers = new Map(names.map((name, at) => [name, at]));
  const places = Int32Array.from(labels, (label) => (label === null ? -1 : numbers.get(label)!));
  return { names, column: numberColumn('label', places) };
}

/** The columns `idEnds` (uint32, where each id ends in `ids`) and `ids` (UTF-8, one after the other). */
export function idColumns(ids: readonly string[]): Column[] {
  const idBytes = ids.map((id) => Buffer.from(id));
  let end = 0;
  const ends = Uint32Array.from(idBytes, ({ length }) => (end += length));
  return [numberColumn('idEnds', ends), { name: 'ids', type: 'utf8', bytes: Buffer.concat(idBytes) }];
}

/** A column as it lies there. @throws Error where there is none of the name. */
export function viewColumn({ header, columns }: Pick<ColumnFile<unknown>, 'header' | 'columns'>, name: string): DataView {
  const place = header.columns.find((column) => column.name === name);
  if (!place) throw new Error(`the file has no column ${name}`);
  return new DataView(columns.buffer, columns.byteOffset + place.offset, place.length);
}

/** A column of numbers, copied. @throws Error where there is none of the name, or it holds text. */
export function readNumbers<T extends keyof Numbers>(
  file: Pick<ColumnFile<unknown>, 'header' | 'columns'>,
  name: string,
  type: T,
): Numbers[T] {
  const view = viewColumn(file, name);
  if (file.header.columns.find((column) => column.name === name)!.type !== type) throw new Error(`the column ${name} is not of ${type}`);
  const bytes = Buffer.from(view.buffer, view.byteOffset, view.byteLength);
  const copy = Buffer.alloc(bytes.length, bytes);
  if (type !== 'uint8' && endianness() !== 'LE') copy.swap32();
  const own = copy.buffer.slice(copy.byteOffset, copy.byteOffset + copy.length);
  return new ARRAYS[type](own) as Numbers[T];
}

/** Reads the id of a row. */
export function idReader(file: Pick<ColumnFile<unknown>, 'header' | 'columns'>): (row: number) => string {
  const [ends, ids] = [viewColumn(file, 'idEnds'), viewColumn(file, 'ids')];
  const endOf = (row: number): number => (row < 0 ? 0 : ends.getUint32(4 * row, true));
  return (row) => Buffer.from(ids.buffer, ids.byteOffset + endOf(row - 1), endOf(row) - endOf(row - 1)).toString('utf8');
}

function aligned(bytes: number): number {
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}
