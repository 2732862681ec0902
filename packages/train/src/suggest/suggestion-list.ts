import { dirname, isAbsolute, relative, resolve, sep } from 'node:path';
import { stringify } from 'csv-stringify/sync';
import { TrainError } from '../errors.js';
import type { LabelledPicture } from './find-pool.js';
import type { Suggestion } from './suggestion.js';

/** Signs that spreadsheets take for the beginning of a formula. */
const FORMULA = /^[=+\-@\t\r]/;

/** A list for `--data`: first the pictures to label, best first and with an empty `label`, then those that have one. The reader passes over the columns behind `split`; they are for
 * the person who labels. Paths start at the list's folder where the pictures lie below it, and are absolute otherwise.
 * @param file where the list will lie.
 * @throws TrainError BAD_DATA for a class whose name a spreadsheet would run as a formula. */
export function suggestionList(file: string, suggestions: readonly Suggestion[], labelled: readonly LabelledPicture[]): string {
  const folder = dirname(resolve(file));
  const dangerous = labelled.find(({ label }) => FORMULA.test(label));
  if (dangerous)
    throw new TrainError(
      'BAD_DATA',
      `the class ${JSON.stringify(dangerous.label)} begins with a sign that spreadsheets take for a formula; rename it before a list of it is written`,
    );
  const rows = suggestions.map(({ file: picture, rank, guesses, uncertainty, unknown, standsFor }) => [
    pathFrom(folder, picture),
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
  const known = labelled.map(({ file: picture, label, split }) => [pathFrom(folder, picture), label, split ?? '', '', '', '', '', '', '']);
  return stringify([['path', 'label', 'split', 'rank', 'guess', 'confidence', 'uncertainty', 'unknown', 'stands_for'], ...rows, ...known]);
}

/** The path with `/`; with `./` before it where a reader or a spreadsheet would change it. */
function pathFrom(folder: string, file: string): string {
  const path = relative(folder, file);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return file;
  const plain = sep === '/' ? path : path.replaceAll(sep, '/');
  return FORMULA.test(plain) || plain.trimStart() !== plain ? `./${plain}` : plain;
}
