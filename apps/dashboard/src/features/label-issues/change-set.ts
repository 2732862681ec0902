import { standingDecisions, type ReviewLog } from './review-log.js';

/** What a change set says of one picture; docs/photos.md describes the format. */
export interface LabelChange {
  readonly picture: string;
  readonly given: string;
  /** The given one where it was found to be right; null where the picture is to be left out. */
  readonly label: string | null;
  readonly suggested?: string;
  readonly confidence?: number;
}

/** The decisions that stand, without what was skipped, in the order in which the pictures were first decided on. */
export function labelChanges(log: ReviewLog): readonly LabelChange[] {
  return [...standingDecisions(log).values()].flatMap(({ verdict, ...about }) =>
    verdict.kind === 'skip' ? [] : [{ ...about, label: verdict.kind === 'label' ? verdict.label : null }],
  );
}

/** Changes that change something. */
export function isChanged({ given, label }: LabelChange): boolean {
  return label !== given;
}

/** A change set as JSON. @param run whose pictures they are. */
export function changeSetJson(run: string, changes: readonly LabelChange[]): string {
  const rows = changes.map(({ picture, given, label, suggested, confidence }) => ({
    ...{ picture, given, label },
    ...(suggested === undefined ? {} : { suggested }),
    ...(confidence === undefined ? {} : { confidence: rounded(confidence) }),
  }));
  return `${JSON.stringify({ format: 'supcon-label-changes', version: 1, run, changes: rows }, null, 2)}\n`;
}

/** The same as a table. What a spreadsheet would run as a formula has a `'` before it, which the reader takes off. */
export function changeSetCsv(changes: readonly LabelChange[]): string {
  const rows = changes.map(({ picture, given, label, suggested = '', confidence }) => [
    ...[picture, given, label ?? '', suggested],
    confidence === undefined ? '' : String(rounded(confidence)),
  ]);
  return [['picture', 'given', 'label', 'suggested', 'confidence'], ...rows].map((row) => `${row.map(cell).join(',')}\n`).join('');
}

function cell(text: string): string {
  const guarded = /^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(guarded) ? `"${guarded.replaceAll('"', '""')}"` : guarded;
}

function rounded(probability: number): number {
  return Math.round(1e4 * probability) / 1e4;
}
