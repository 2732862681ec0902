import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { scaleEpochs } from '../recipe/scale-epochs.js';

/** The baseline beside a contrastive recipe: cross-entropy alone with the same encoder, data, augmentation, optimiser and pictures in a step,
 * and as many views of each picture in all. Cross-entropy has no use for a second view in a batch, so by default it takes one and as many
 * more epochs, with every time of the schedule in proportion.
 * @param views of the twin; epochs times views stays what it was.  @throws TrainError USAGE. */
export function crossEntropyTwin({ name, recipe }: NamedRecipe, views = 1): NamedRecipe {
  const { stage1 } = recipe;
  if (stage1.loss === 'cross-entropy')
    throw new TrainError('USAGE', `recipe ${name} is cross-entropy itself and has no such twin; give the other recipe with --against`);
  if (stage1.loss === 'none')
    throw new TrainError('USAGE', `recipe ${name} trains nothing, so it has no such twin; give the other recipe with --against`);
  if (recipe.encoder.kind === 'onnx')
    throw new TrainError(
      'USAGE',
      `recipe ${name} uses an encoder of your own as it is, so there is nothing for cross-entropy to train; give the other recipe with --against`,
    );
  const epochs = (stage1.epochs * stage1.views) / views;
  if (!Number.isInteger(epochs))
    throw new TrainError(
      'USAGE',
      `${stage1.epochs} epochs of ${stage1.views} views cannot be ${views} views in whole epochs; choose --baseline-views so that it divides ${stage1.epochs * stage1.views}`,
    );
  // What only a contrastive loss has: its options, the queue, and the chunks of a batch that it looks across.
  const twin = scaleEpochs(recipe, epochs, { loss: 'cross-entropy', views, lossOptions: {}, queue: 0, chunk: undefined });
  return {
    name: `${name}-cross-entropy`,
    recipe: { ...twin, description: `Cross-entropy beside ${name}: the same encoder, data, augmentation and number of views seen.` },
  };
}
