import { stringify } from 'csv-stringify/sync';
import type { FeedbackRecord } from '../domain/feedback-store.js';

/** A record with the name of its picture's file beside the list. */
export interface ExportedRecord {
  readonly file: string;
  readonly record: FeedbackRecord;
}

/** Signs that spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** Whether a spreadsheet would run a label: somebody sent it, and somebody else opens the list. */
export function isFormula(label: string): boolean {
  return FORMULA.test(label);
}

/** A list of pictures as `--data` takes it. The reader passes over the columns behind `label`; they are for people. No label in it is a formula. */
export function feedbackList(exported: readonly ExportedRecord[]): string {
  const rows = exported.map(({ file, record: { id, label, predicted, updatedAt } }) => [
    file,
    label,
    // What was predicted is no label here: it may be quoted against spreadsheets.
    (predicted?.label ?? '').replace(FORMULA, "'$&"),
    predicted?.probability ?? '',
    predicted?.unknown === true ? 'yes' : '',
    predicted?.model ? `${predicted.model.name}/${predicted.model.version}`.replace(FORMULA, "'$&") : '',
    updatedAt,
    id,
  ]);
  return stringify([['path', 'label', 'predicted', 'probability', 'unknown', 'model', 'told', 'id'], ...rows]);
}
