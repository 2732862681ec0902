import { CsvError, parse } from 'csv-parse/sync';
import { className, whyNoClassName } from './class-name.js';

/** What a person has said about the label of a picture. */
export interface LabelChange {
  /** Its path in the data set. */
  readonly picture: string;
  /** The label that it had when it was looked at. */
  readonly given: string;
  /** The label that it is to have, the given one where it was found to be right; null where the picture is to be left out. */
  readonly label: string | null;
}

/** The changes of a file that can be used, and what is wrong with the others. */
export interface LabelChanges {
  readonly changes: readonly LabelChange[];
  readonly problems: readonly string[];
}

const COLUMNS = ['picture', 'given', 'label'] as const;
/** How a spreadsheet is kept from running a text as a formula: by a `'` before it, and before one that begins so itself. */
const GUARDED = /^'(?='*[=+\-@\t\r])/;

/** Reads a change set, as docs/photos.md describes it: a table with the columns `picture`, `given` and `label` in any order, or the same as JSON. Other columns and members are for people. */
export function readLabelChanges(text: string): LabelChanges {
  const { changes, problems } = text.trimStart().startsWith('{') ? readJson(text) : readTable(text);
  const seen = new Set<string>();
  const wrong: string[] = [];
  const usable = changes.flatMap(({ picture, given, label }): LabelChange[] => {
    const why = seen.has(picture) ? 'stands there twice' : whyNoChange(picture, given, label);
    seen.add(picture);
    if (why === undefined) return [{ picture, given: className(given), label: label === null ? null : className(label) }];
    wrong.push(`${JSON.stringify(picture)} ${why}`);
    return [];
  });
  return { changes: usable, problems: [...problems, ...wrong] };
}

function whyNoChange(picture: string, given: string, label: string | null): string | undefined {
  if (picture.trim() === '') return 'is no path';
  for (const name of label === null ? [given] : [given, label]) {
    const why = whyNoClassName(name);
    if (why !== undefined) return `has the label ${JSON.stringify(name)}, which ${why}`;
  }
  return undefined;
}

function readTable(text: string): LabelChanges {
  let records: string[][];
  try {
    records = parse(text, { bom: true, skip_empty_lines: true });
  } catch (error) {
    if (error instanceof CsvError) return { changes: [], problems: [error.message] };
    throw error;
  }
  const header = (records.shift() ?? []).map((name) => name.trim().toLowerCase());
  const [picture, given, label] = COLUMNS.map((name) => header.indexOf(name)) as [number, number, number];
  if (picture < 0 || given < 0 || label < 0)
    return { changes: [], problems: [`the header must name the columns ${COLUMNS.join(', ')}; it is ${JSON.stringify(header.join(','))}`] };
  const textOf = (record: readonly string[], column: number): string => record[column]!.replace(GUARDED, '');
  return {
    changes: records.map((record) => ({
      picture: textOf(record, picture),
      given: textOf(record, given),
      label: record[label] === '' ? null : textOf(record, label),
    })),
    problems: [],
  };
}

function readJson(text: string): LabelChanges {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    return { changes: [], problems: [`is not JSON (${error instanceof Error ? error.message : String(error)})`] };
  }
  const { format, version, changes } = file as { readonly format?: unknown; readonly version?: unknown; readonly changes?: unknown };
  if (format !== 'supcon-label-changes' || version !== 1 || !Array.isArray(changes))
    return { changes: [], problems: ['must have the format "supcon-label-changes", the version 1 and a list of changes'] };
  const isChange = (value: unknown): value is LabelChange => {
    const { picture, given, label } = (value ?? {}) as Readonly<Record<string, unknown>>;
    return typeof picture === 'string' && typeof given === 'string' && (typeof label === 'string' || label === null);
  };
  const all: readonly unknown[] = changes;
  return {
    changes: all.filter(isChange),
    problems: all.flatMap((value, at) =>
      isChange(value) ? [] : [`change ${at + 1} must have the texts picture, given and label (null to leave the picture out)`],
    ),
  };
}
