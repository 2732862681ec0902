import { strongImbalance, type ClassSize } from '../data/class-balance.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { recipeSchema } from '../recipe/recipe-schema.js';

/** A recipe as it suits the pictures at hand, with a line for people about each change. */
export interface AdaptedRecipe {
  readonly recipe: NamedRecipe;
  readonly notes: readonly string[];
}

/** Pictures of a class in a batch where there are so many classes that by chance most would come alone. */
const PER_CLASS = 4;

/** Changes what the number and the sizes of classes ask for: batches put together by class where there are many classes, so that anchors have positives of other
 * pictures than their own; rare classes weighted more where some are far larger. */
export function adaptRecipe({ name, recipe }: NamedRecipe, classes: readonly ClassSize[]): AdaptedRecipe {
  const { stage1 } = recipe;
  const notes: string[] = [];
  const changes: Record<string, unknown> = {};
  const batch = Math.min(
    stage1.batchSize,
    classes.reduce((sum, { count }) => sum + count, 0),
  );
  if (classes.length * 2 > batch) {
    changes['sampler'] = { kind: 'balanced', perClass: PER_CLASS };
    notes.push(
      `${classes.length} classes in batches of ${batch}: batches hold ${PER_CLASS} pictures of a class, so that each meets others of its own.`,
    );
  }
  const uneven = strongImbalance(classes);
  if (uneven && stage1.classWeighting === 'none') {
    changes['classWeighting'] = 'effective-number';
    notes.push(
      `'${uneven.most.label}' has ${uneven.most.count} pictures, '${uneven.least.label}' ${uneven.least.count}: rare classes weigh more in the loss (effective number of samples).`,
    );
  }
  if (notes.length === 0) return { recipe: { name, recipe }, notes };
  return { recipe: { name, recipe: recipeSchema.parse({ ...recipe, stage1: { ...stage1, ...changes } }) }, notes };
}
