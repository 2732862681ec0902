import { stringify } from 'csv-stringify/sync';
import { FORMULA, listPath, refuseFormulas } from '../data/photo-list.js';
import type { LabelledPicture } from './find-pool.js';
import type { Suggestion } from './suggestion.js';

/** A list for `--data`: first the pictures to label, best first and with an empty `label`, then those that have one. The reader passes over the columns behind `split`; they are for
 * the person who labels. Paths start at the list's folder where the pictures lie below it, and are absolute otherwise.
 * @param file where the list will lie.
 * @throws TrainError BAD_DATA for a class whose name a spreadsheet would run as a formula. */
export function suggestionList(file: string, suggestions: readonly Suggestion[], labelled: readonly LabelledPicture[]): string {
  refuseFormulas(labelled.map(({ label }) => label));
  const rows = suggestions.map(({ file: picture, rank, guesses, uncertainty, unknown, standsFor }) => [
    listPath(file, picture),
    '',
    '',
    rank,
    // A guess is no label: it may be quoted against spreadsheets.
    (guesses[0]?.label ?? '').replace(FORMULA, "'$&"),
    guesses[0]?.probability.toFixed(4) ?? '',
    uncertainty?.toFixed(4) ?? '',
    unknown ? 'yes' : '',
    standsFor,
  ]);
  const known = labelled.map(({ file: picture, label, split }) => [listPath(file, picture), label, split ?? '', '', '', '', '', '', '']);
  return stringify([['path', 'label', 'split', 'rank', 'guess', 'confidence', 'uncertainty', 'unknown', 'stands_for'], ...rows, ...known]);
}
