import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { writeFileAtomic } from '@supcon/core/files';
import { applyLabelChanges, readLabelChanges, type LabelChange, type RelabelledPhotos } from '@supcon/core/photos';
import { stringify } from 'csv-stringify/sync';
import { TrainError } from '../errors.js';
import { list } from './list.js';
import { freeListName, listPath, refuseFormulas, requireNewList } from './photo-list.js';
import { scanData } from './scan-data.js';

/** Which labels are changed, and where the list goes. */
export interface RelabelOptions {
  /** A folder of class folders, or a list. */
  readonly data: string;
  /** A change set, as docs/photos.md describes it. */
  readonly changes: string;
  /** Default: relabelled.csv (relabelled-2.csv, ...) in the data folder, or beside the list. */
  readonly out?: string | undefined;
  /** Go on without files that cannot be opened. Default false. */
  readonly skipBad?: boolean | undefined;
}

/** What became of the changes, and the list that holds them. */
export interface Relabelled extends Pick<RelabelledPhotos, 'changed' | 'kept' | 'leftOut'> {
  readonly list: string;
  /** Pictures with a label in the list. */
  readonly pictures: number;
}

/** Writes the list of a data set with the labels of a change set, for `--data`. Nothing else is changed, and nothing is written where a change does not fit.
 * @throws TrainError NOT_FOUND; BAD_DATA naming all that is wrong; USAGE for a list that is there already. */
export async function relabelPhotos({ data, changes: file, out, skipBad }: RelabelOptions): Promise<Relabelled> {
  if (out !== undefined) requireNewList(out);
  const changes = await readChanges(file);
  const set = await scanData(data, skipBad === undefined ? {} : { skipBad });
  const { photos, problems, ...counts } = applyLabelChanges(set, changes);
  if (problems.length > 0)
    throw new TrainError('BAD_DATA', `${file} does not fit ${data}:\n${list(problems)}\nNothing was written.`, { details: { problems } });
  const known = photos.flatMap(({ label }) => label ?? []);
  refuseFormulas(new Set(known));
  const written = out ?? freeListName(join(set.root, 'relabelled'));
  // Pictures that a list leaves open stay in it.
  const open = set.leftOut.filter(({ code }) => code === 'UNLABELLED').map(({ path, split }) => ({ path, label: null, split }));
  const rows = [...photos, ...open].map(({ path, label, split }) => [listPath(written, resolve(set.root, path)), label ?? '', split ?? '']);
  await writeFileAtomic(written, stringify([['path', 'label', 'split'], ...rows]));
  return { list: written, pictures: known.length, ...counts };
}

async function readChanges(file: string): Promise<readonly LabelChange[]> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new TrainError('NOT_FOUND', `cannot read the change set ${file} (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, {
      cause,
    });
  });
  const { changes, problems } = readLabelChanges(text);
  if (problems.length > 0)
    throw new TrainError('BAD_DATA', `${file} is no change set that can be used:\n${list(problems)}`, { details: { problems } });
  return changes;
}
