import { readFile, readdir } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { AUTO_RECIPE } from './auto-recipe.js';
import { TrainError } from '../errors.js';
import { didYouMean } from './did-you-mean.js';
import { recipeSchema, type Recipe } from './recipe-schema.js';

/** A recipe and what people call it. */
export interface NamedRecipe {
  readonly name: string;
  readonly recipe: Recipe;
}

const BUILT_IN = fileURLToPath(new URL('../../recipes/', import.meta.url));

/** Names of the recipes that come with the package, sorted. */
export async function listRecipes(): Promise<string[]> {
  const files = await readdir(BUILT_IN);
  return files
    .filter((file) => file.endsWith('.json'))
    .map((file) => basename(file, '.json'))
    .sort();
}

/** A built-in recipe by name, or one of the user's own by the path of its .json file.
 * @throws TrainError BAD_RECIPE naming every field that does not fit. */
export async function loadRecipe(nameOrPath: string): Promise<NamedRecipe> {
  if (nameOrPath === AUTO_RECIPE)
    throw new TrainError(
      'BAD_RECIPE',
      `${AUTO_RECIPE} is made of several recipes and is for supcon train alone; name one of its parts: probe, finetune`,
    );
  const own = extname(nameOrPath) === '.json';
  if (!own) {
    const names = await listRecipes();
    if (!names.includes(nameOrPath))
      throw new TrainError(
        'BAD_RECIPE',
        `no recipe is called '${nameOrPath}'.${didYouMean(nameOrPath, names)} There are: ${names.join(', ')}`,
      );
  }
  const path = own ? nameOrPath : join(BUILT_IN, `${nameOrPath}.json`);
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new TrainError('BAD_RECIPE', `cannot read the recipe ${path}`, { cause });
  });
  return { name: basename(nameOrPath, '.json'), recipe: parseRecipe(text, path) };
}

/** @throws TrainError BAD_RECIPE */
export function parseRecipe(text: string, path: string): Recipe {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TrainError('BAD_RECIPE', `${path} is not JSON: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
  }
  const result = recipeSchema.safeParse(value);
  if (!result.success) throw new TrainError('BAD_RECIPE', `${path} does not fit the recipe schema:\n${z.prettifyError(result.error)}`);
  return result.data;
}
