import { existsSync } from 'node:fs';
import { dirname, extname, isAbsolute, relative, resolve, sep } from 'node:path';
import { TrainError } from '../errors.js';

/** Signs that spreadsheets take for the beginning of a formula. */
export const FORMULA = /^[=+\-@\t\r]/;

/** How a list that is written to `file` names a picture: from the list's folder where the picture lies below it, absolute otherwise; with `/`, and with `./` before it where a reader or a
 * spreadsheet would change it. */
export function listPath(file: string, picture: string): string {
  const path = relative(dirname(resolve(file)), picture);
  if (path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return picture;
  const plain = sep === '/' ? path : path.replaceAll(sep, '/');
  return FORMULA.test(plain) || plain.trimStart() !== plain ? `./${plain}` : plain;
}

/** @throws TrainError BAD_DATA for a class whose name a spreadsheet would run as a formula. */
export function refuseFormulas(labels: Iterable<string>): void {
  for (const label of labels)
    if (FORMULA.test(label))
      throw new TrainError(
        'BAD_DATA',
        `the class ${JSON.stringify(label)} begins with a sign that spreadsheets take for a formula; rename it before a list of it is written`,
      );
}

/** @throws TrainError USAGE for a list of another ending, or that is there already. */
export function requireNewList(out: string): void {
  if (extname(out).toLowerCase() !== '.csv') throw new TrainError('USAGE', `--out wants the name of a list that ends in .csv, got ${out}`);
  if (existsSync(out))
    throw new TrainError(
      'USAGE',
      `${out} is there already, and somebody may have written labels into it; give another --out, or remove it`,
    );
}

/** The first of NAME.csv, NAME-2.csv, ... that is not there. @param name with its folder, without ending. */
export function freeListName(name: string): string {
  let free = `${name}.csv`;
  for (let number = 2; existsSync(free); number++) free = `${name}-${number}.csv`;
  return free;
}
