import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { dataFolder } from '../home.js';
import type { Reporter } from '../console/reporter.js';
import { PUBLIC_DATA_SETS } from './catalogue.js';
import { paintSample } from '../sample/paint-sample.js';

/** Name of the data folder that is made where it is missing. */
const SAMPLE = 'sample';

/** The folder a recipe trains on where none is given: its own in SUPCON_HOME/data.
 * @throws TrainError USAGE when the recipe has none, NOT_FOUND when it is not there. */
export async function defaultData({ name, recipe }: NamedRecipe, home: string, reporter: Reporter): Promise<string> {
  if (recipe.data === undefined)
    throw new TrainError('USAGE', `train needs --data, a folder of pictures: supcon train --recipe ${name} --data DIR`);
  const folder = join(dataFolder(home), recipe.data);
  const there = await stat(folder).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (there) return folder;
  if (recipe.data !== SAMPLE)
    throw new TrainError(
      'NOT_FOUND',
      `recipe ${name} trains on ${folder} by default, and it is not there. ${PUBLIC_DATA_SETS.some((set) => set.name === recipe.data) ? `Fetch them with supcon data fetch ${recipe.data}` : 'Put the pictures there'}, or give --data DIR.`,
    );
  await paintSample(folder, reporter);
  return folder;
}
