import { CsvError, parse } from 'csv-parse/sync';

/** One line of a list, not yet judged. */
export interface ListRow {
  /** Line in the file, from 1; of a quoted value with line breaks the last one. */
  readonly line: number;
  readonly path: string;
  /** Empty where the picture has not been labelled yet. */
  readonly label: string;
  /** Empty where the row leaves it open. */
  readonly split: string;
}

/** The rows of a list that can be used, and what is wrong with the others. */
export interface ListRows {
  readonly rows: readonly ListRow[];
  readonly problems: readonly string[];
}

const COLUMNS = ['path', 'label', 'split'] as const;

/** Rows of an RFC 4180 file with a header line that names `path`, `label` and, where wanted, `split` in any order; other columns are passed
 * over. A byte order mark, quotes and line breaks inside quotes are understood. */
export function readCsvRows(text: string): ListRows {
  const problems: string[] = [];
  const records = parse(text, {
    bom: true,
    info: true,
    relax_column_count: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    on_skip: (error) => {
      const line = error instanceof CsvError && typeof error['lines'] === 'number' ? `line ${error['lines']}: ` : '';
      problems.push(`${line}${error?.message ?? 'cannot be read'}`);
      return undefined;
    },
  }) as unknown as readonly { readonly record: readonly string[]; readonly info: { readonly lines: number } }[];
  const [header, ...body] = records;
  if (!header) return { rows: [], problems: problems.length > 0 ? problems : ['the file is empty; its first line must be path,label'] };
  const names = header.record.map((name) => name.trim().toLowerCase());
  const [path, label, split] = COLUMNS.map((name) => names.indexOf(name)) as [number, number, number];
  if (path < 0 || label < 0) {
    const other = [';', '\t', '|'].find((mark) => header.record.length === 1 && header.record[0]!.includes(mark));
    const hint = other === undefined ? '' : ` (it seems to be separated by ${JSON.stringify(other)}; save it with commas)`;
    problems.unshift(
      `line 1: the header must name the columns path and label, and may name split; it is ${JSON.stringify(header.record.join(','))}${hint}`,
    );
    return { rows: [], problems };
  }
  const rows: ListRow[] = [];
  for (const { record, info } of body) {
    if (record.length !== names.length)
      problems.push(`line ${info.lines}: has ${record.length} values for ${names.length} columns; quote values that contain a comma`);
    else rows.push({ line: info.lines, path: record[path]!, label: record[label]!, split: split < 0 ? '' : record[split]! });
  }
  return { rows, problems };
}

/** Rows of a file with one JSON object a line: `path`, `label` and, where wanted, `split`; of these two null counts as empty. Other members are passed over, empty lines too. */
export function readJsonLinesRows(text: string): ListRows {
  const rows: ListRow[] = [];
  const problems: string[] = [];
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  lines.forEach((content, index) => {
    if (content.trim() === '') return;
    const line = index + 1;
    let value: unknown;
    try {
      value = JSON.parse(content);
    } catch (error) {
      problems.push(`line ${line}: not JSON (${error instanceof Error ? error.message : String(error)})`);
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      problems.push(`line ${line}: must be an object like {"path": "cat/1.jpg", "label": "cat"}, not ${content.slice(0, 40)}`);
      return;
    }
    const members = value as Readonly<Record<string, unknown>>;
    const wrong = COLUMNS.filter((name) => {
      const member = members[name];
      return typeof member !== 'string' && !(name === 'split' && member === undefined) && !(name !== 'path' && member === null);
    });
    for (const name of wrong)
      problems.push(`line ${line}: ${name} ${name in members ? `must be text, not ${JSON.stringify(members[name])}` : 'is missing'}`);
    if (wrong.length === 0)
      rows.push({
        line,
        path: members['path'] as string,
        label: (members['label'] as string | null) ?? '',
        split: (members['split'] as string | null) ?? '',
      });
  });
  return { rows, problems };
}
