import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { writeFileAtomic } from '@supcon/core/files';
import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { recipeSchema } from '../recipe/recipe-schema.js';
import { safeName } from '../run/run-folder.js';

const comparisonSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  data: z.object({ root: z.string(), name: z.string(), fingerprint: z.string() }),
  sides: z.array(z.object({ name: z.string(), recipe: recipeSchema })).length(2),
  /** What makes the comparison unfair and was allowed to. */
  unequal: z.array(z.string()),
  /** Ordinary runs, each for one side and seed, in the order in which they began. */
  runs: z.array(z.object({ side: z.int().min(0).max(1), seed: z.int(), run: z.string() })),
});

/** `comparison.json`: which runs belong together. */
export type Comparison = z.output<typeof comparisonSchema>;

/** Where comparisons lie: a folder each. */
export const comparisonsFolder = (home: string): string => join(home, 'comparisons');

/** The same recipes on the same pictures are the same comparison, whatever the number of seeds: asking again goes on with it. */
export function comparisonId(sides: readonly NamedRecipe[], data: { readonly name: string; readonly fingerprint: string }): string {
  const content = createHash('sha256')
    .update(JSON.stringify([sides.map(({ recipe }) => recipe), data.fingerprint]))
    .digest('hex')
    .slice(0, 8);
  return `${sides.map(({ name }) => safeName(name)).join('-vs-')}-${safeName(data.name)}-${content}`;
}

/** @returns undefined where there is none.  @throws TrainError BAD_RUN when it cannot be read. */
export async function readComparison(folder: string): Promise<Comparison | undefined> {
  const path = join(folder, 'comparison.json');
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
  if (text === undefined) return undefined;
  try {
    return comparisonSchema.parse(JSON.parse(text));
  } catch (cause) {
    throw new TrainError('BAD_RUN', `${path} does not describe a comparison this version reads; remove ${folder} to begin again`, {
      cause,
    });
  }
}

/** Writes `comparison.json`, from which a comparison that was stopped goes on. */
export async function writeComparison(folder: string, comparison: Comparison): Promise<void> {
  await writeFileAtomic(join(folder, 'comparison.json'), `${JSON.stringify(comparison, null, 2)}\n`);
}
