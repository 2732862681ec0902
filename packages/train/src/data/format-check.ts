import type { DataCheck, Spread } from './check-data.js';
import type { DataFinding } from './data-finding.js';
import { list } from './list.js';

/** Cases of a finding that the text shows. */
const MOST_CASES = 10;

/** The findings of `supcon data check` for people. */
export function formatCheck(check: DataCheck): string {
  const { data, files, bad, classes, width, height, imbalance, copies, findings } = check;
  const columns = (['train', 'validation', 'test', 'open'] as const).filter((name) => classes.some(({ pictures }) => pictures[name] > 0));
  const table = [
    ['class', ...columns.map((name) => (name === 'open' ? 'pictures' : name)), ...(columns.length > 1 ? ['all'] : [])],
    ...classes.map(({ label, pictures, total }) => [
      label,
      ...columns.map((name) => String(pictures[name])),
      ...(columns.length > 1 ? [String(total)] : []),
    ]),
  ];
  const lines = [
    `${data}: ${files - bad} pictures of ${classes.length} classes`,
    ...aligned(table).map((line) => `  ${line}`),
    ...(width && height ? [`Sizes: ${range(width)} px wide, ${range(height)} px high (smallest, median, largest)`] : []),
    `The largest class has ${imbalance.toFixed(1)} times the training pictures of the smallest. Copies: ${copies.exact} exact, ${copies.near} near.`,
    ...(columns.includes('open') ? ['There is no split in the data: training draws one, by content and seed.'] : []),
    ...findings.flatMap(paragraph),
    '',
    verdict(findings),
  ];
  return lines.join('\n');
}

function paragraph({ severity, message, fix, cases }: DataFinding): string[] {
  return ['', `${severity === 'error' ? 'Error' : 'Warning'}: ${message}`, list(cases, MOST_CASES), `  ${fix}`];
}

function verdict(findings: readonly DataFinding[]): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const warnings = findings.length - errors;
  if (errors > 0) return `Training refuses these data as they are: ${counted(errors, 'error')}, ${counted(warnings, 'warning')}.`;
  return warnings > 0 ? `These data can be trained on, with ${counted(warnings, 'warning')}.` : 'These data are in order.';
}

const counted = (count: number, noun: string): string => `${count} ${noun}${count === 1 ? '' : 's'}`;

const range = ({ min, median, max }: Spread): string => `${min}, ${median}, ${max}`;

/** First column to the left, numbers to the right. */
function aligned(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]! + 2))).join(''),
  );
}
