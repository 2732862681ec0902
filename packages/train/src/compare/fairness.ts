import type { Recipe } from '../recipe/recipe-schema.js';
import type { RunConfig } from '../run/run-folder.js';

/** Views of each training picture that a recipe spends. */
export function budgetOf({ stage1 }: Recipe): number {
  return stage1.epochs * stage1.views;
}

/** What keeps two recipes from a fair comparison, in words; none when all is well. Encoder, augmentation and optimiser may differ: they
 * may be what is compared, and the report lists them. */
export function unfairRecipes(a: Recipe, b: Recipe): string[] {
  const differences: string[] = [];
  const differ = (what: string, ofA: string | number, ofB: string | number): void => {
    if (ofA !== ofB) differences.push(`${what}: ${ofA} against ${ofB}`);
  };
  differ('budget in views of each picture (epochs times views)', budgetOf(a), budgetOf(b));
  differ('weights that the encoder starts from (init)', a.init ?? 'random', b.init ?? 'random');
  differ('share of validation pictures (split.validation)', a.split.validation, b.split.validation);
  differ('share of test pictures (split.test)', a.split.test, b.split.test);
  return differences;
}

/** The same of runs that have begun: data, seed and what computed. */
export function unfairRuns(a: RunConfig, b: RunConfig): string[] {
  const differences = unfairRecipes(a.recipe, b.recipe);
  const differ = (what: string, ofA: string | number | boolean, ofB: string | number | boolean): void => {
    if (ofA !== ofB) differences.push(`${what}: ${ofA} in ${a.id}, ${ofB} in ${b.id}`);
  };
  differ('data fingerprint', a.data.fingerprint.slice(0, 16), b.data.fingerprint.slice(0, 16));
  differ('seed', a.seed, b.seed);
  differ('unreadable pictures left out (--skip-bad)', a.skipBad, b.skipBad);
  differ('precision', a.precision, b.precision);
  differ('backend', a.backend, b.backend);
  return differences;
}
