import { createHash } from 'node:crypto';
import { TrainError } from '../errors.js';
import { safeName } from './run-folder.js';

/** The name of an artifact as somebody gave it, in lower-case letters, digits and dashes: what folders, collections and addresses take.
 * @throws TrainError USAGE for one that would lose letters or digits of another script, with a name that can be had. */
export function givenName(name: string): string {
  if (losesNothing(name)) return safeName(name);
  throw new TrainError(
    'USAGE',
    `--name '${name}' cannot be kept: artifacts are named with the letters a to z, digits and dashes, since folders, collections and addresses take no others. Write it in them, or take --name ${madeUp(name)}`,
  );
}

/** The name of an artifact that nobody named: the data folder's, and where that cannot be kept one with a piece of its hash, so that two
 * folders in another script do not share it. */
export function defaultName(folder: string): string {
  return losesNothing(folder) ? safeName(folder) : madeUp(folder);
}

/** Accents may go and other signs become dashes; letters and digits may not, and something must be left. */
function losesNothing(name: string): boolean {
  const letters = name.normalize('NFKD').replaceAll(/[^\p{L}\p{N}]/gu, '');
  return letters !== '' && /^[A-Za-z0-9]+$/.test(letters);
}

function madeUp(name: string): string {
  const kept = name
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .replaceAll(/[^A-Za-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .toLowerCase();
  return `${kept === '' ? 'photos' : kept}-${createHash('sha256').update(name.normalize('NFC')).digest('hex').slice(0, 6)}`;
}
