import { TrainError } from '../errors.js';
import { recipeSchema, type Recipe } from './recipe-schema.js';

/** The recipe with another number of epochs and every time of it in proportion: warm-up, falls of the learning rate, looks at validation.
 * @param changes further keys of stage 1.  @throws TrainError USAGE for a recipe that trains nothing; when the recipe does not fit the schema any more. */
export function scaleEpochs(recipe: Recipe, epochs: number, changes: Readonly<Record<string, unknown>> = {}): Recipe {
  const { stage1 } = recipe;
  if (stage1.loss === 'none')
    throw new TrainError(
      'USAGE',
      `a recipe with the loss none trains nothing, so it has no epochs to be ${epochs}; take another one, such as finetune`,
    );
  const factor = epochs / stage1.epochs;
  return recipeSchema.parse({
    ...recipe,
    stage1: {
      ...stage1,
      epochs,
      schedule: scaleSchedule(stage1.schedule, factor),
      validateEvery: stage1.validateEvery === 0 ? 0 : Math.max(1, Math.round(stage1.validateEvery * factor)),
      ...changes,
    },
  });
}

type Schedule = Recipe['stage1']['schedule'];

function scaleSchedule(schedule: Schedule, factor: number): Schedule {
  switch (schedule.kind) {
    case 'warmup-cosine':
      return { ...schedule, warmupEpochs: schedule.warmupEpochs * factor };
    case 'cosine':
      return schedule.decaySteps === undefined
        ? schedule
        : { ...schedule, decaySteps: Math.max(1, Math.round(schedule.decaySteps * factor)) };
    case 'exponential':
      return { ...schedule, everyEpochs: schedule.everyEpochs * factor };
    case 'step':
      return { ...schedule, atEpochs: schedule.atEpochs.map((epoch) => epoch * factor) };
    case 'constant':
    case 'one-cycle':
      return schedule;
  }
}
