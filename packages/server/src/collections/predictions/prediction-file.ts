import {
  decodeColumns,
  encodeColumns,
  idColumns,
  idReader,
  labelColumn,
  numberColumn,
  readNumbers,
  type ColumnFile,
} from '../derived/column-file.js';

/** Whose predictions these are, and how they came to be. */
export interface PredictionDescription {
  readonly collection: string;
  readonly model: { readonly name: string; readonly version: number };
  /** Labels of the model [C]. */
  readonly classes: readonly string[];
  /** By which score unknown pictures are told, and above what; null where the model cannot, or nothing was asked. */
  readonly judge: { readonly method: string; readonly threshold: number } | null;
  /** The last change of the collection that they know of. */
  readonly seq: number;
  /** Items that were classified, and those of the collection then. */
  readonly items: number;
  readonly of: number;
  /** Items that were not: those that were added as vectors, and those whose picture cannot be read. */
  readonly skipped: { readonly withoutPicture: number; readonly unreadable: number };
  /** ISO 8601. */
  readonly computedAt: string;
}

/** What the model says of an item. */
export interface PredictedRow {
  /** Of the item: never used again, and a picture never changes under it. */
  readonly key: number;
  readonly id: string;
  readonly label: string | null;
  /** Place in the classes. */
  readonly prediction: number;
  readonly confidence: number;
  /** null for an item without a label, or with one that the model does not know. */
  readonly probabilityOfLabel: number | null;
  /** null where the model cannot tell. */
  readonly unknown: { readonly isUnknown: boolean; readonly score: number } | null;
}

/** Of a column of verdicts: there is none. */
export const NO_VERDICT = 255;

/** Kept predictions: N items in the order in which they were added. */
export interface PredictionTable extends ColumnFile<PredictionDescription> {
  /** [N] */
  readonly key: Uint32Array;
  /** [N] places in the header's labels; -1 for none. */
  readonly label: Int32Array;
  /** [N] places in the classes. */
  readonly prediction: Int32Array;
  /** [N] */
  readonly confidence: Float32Array;
  /** [N] NaN for none. */
  readonly probabilityOfLabel: Float32Array;
  /** [N] 1, 0 or NO_VERDICT. */
  readonly unknown: Uint8Array;
  /** [N] NaN for none. */
  readonly unknownScore: Float32Array;
  /** [N] 1, 0, or NO_VERDICT for an item without a label, or with one that the model does not know. */
  readonly correct: Uint8Array;
  readonly idOf: (row: number) => string;
}

/** Predictions in columns; `key`, which is for the server alone, comes last. */
export function encodePredictions(description: PredictionDescription, rows: readonly PredictedRow[]): Buffer {
  const { names, column } = labelColumn(rows.map(({ label }) => label));
  const { classes } = description;
  const columns = [
    numberColumn(
      'prediction',
      Int32Array.from(rows, ({ prediction }) => prediction),
    ),
    numberColumn(
      'confidence',
      Float32Array.from(rows, ({ confidence }) => confidence),
    ),
    numberColumn(
      'probabilityOfLabel',
      Float32Array.from(rows, ({ probabilityOfLabel }) => probabilityOfLabel ?? Number.NaN),
    ),
    numberColumn(
      'unknownScore',
      Float32Array.from(rows, ({ unknown }) => unknown?.score ?? Number.NaN),
    ),
    numberColumn(
      'unknown',
      Uint8Array.from(rows, ({ unknown }) => (unknown ? Number(unknown.isUnknown) : NO_VERDICT)),
    ),
    numberColumn(
      'correct',
      Uint8Array.from(rows, ({ label, prediction, probabilityOfLabel }) =>
        probabilityOfLabel === null ? NO_VERDICT : Number(classes[prediction] === label),
      ),
    ),
    column,
    ...idColumns(rows.map(({ id }) => id)),
    numberColumn(
      'key',
      Uint32Array.from(rows, ({ key }) => key),
    ),
  ];
  return encodeColumns(description, { rows: rows.length, labels: names, columns });
}

/** @throws Error for what `encodePredictions` did not make. */
export function decodePredictions(bytes: Uint8Array): PredictionTable {
  const file = decodeColumns<PredictionDescription>(bytes);
  return {
    ...file,
    key: readNumbers(file, 'key', 'uint32'),
    label: readNumbers(file, 'label', 'int32'),
    prediction: readNumbers(file, 'prediction', 'int32'),
    confidence: readNumbers(file, 'confidence', 'float32'),
    probabilityOfLabel: readNumbers(file, 'probabilityOfLabel', 'float32'),
    unknown: readNumbers(file, 'unknown', 'uint8'),
    unknownScore: readNumbers(file, 'unknownScore', 'float32'),
    correct: readNumbers(file, 'correct', 'uint8'),
    idOf: idReader(file),
  };
}

/** The columns that are for everybody. */
export function shownColumns({ header, columns }: PredictionTable): Pick<ColumnFile<unknown>, 'header' | 'columns'> {
  const key = header.columns.find(({ name }) => name === 'key')!;
  return { header: { ...header, columns: header.columns.filter((column) => column !== key) }, columns: columns.subarray(0, key.offset) };
}

/** One row as it was written. */
export function rowOf(table: PredictionTable, row: number): PredictedRow {
  const probability = table.probabilityOfLabel[row]!;
  return {
    key: table.key[row]!,
    id: table.idOf(row),
    label: table.header.labels[table.label[row]!] ?? null,
    prediction: table.prediction[row]!,
    confidence: table.confidence[row]!,
    probabilityOfLabel: Number.isNaN(probability) ? null : probability,
    unknown: table.unknown[row] === NO_VERDICT ? null : { isUnknown: table.unknown[row] === 1, score: table.unknownScore[row]! },
  };
}
