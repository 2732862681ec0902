import { crossEntropyTwin } from '../compare/cross-entropy-twin.js';
import { formatDuration } from '../console/format-duration.js';
import { hashPhotos } from '../data/fingerprint.js';
import { scanData } from '../data/scan-data.js';
import { TrainError } from '../errors.js';
import { loadRecipe, type NamedRecipe } from '../recipe/load-recipe.js';
import { scaleEpochs } from '../recipe/scale-epochs.js';
import { rehearseRun } from '../run/rehearse-run.js';
import { adaptRecipe } from './adapt-recipe.js';
import { createAutoSession, type AutoOptions, type AutoSession, type FinishedAuto } from './auto-session.js';
import { classSizes, FEWEST_TO_FINE_TUNE } from './class-sizes.js';
import { autoId, findCandidates } from './find-candidates.js';
import { epochsWithin } from './fit-budget.js';

/** Where there may be more to come. */
interface UntilPart extends AutoOptions {
  /** The part to end after, for whoever needs the machine in between; the same call without it goes on. Default: the last one. */
  readonly until?: 'probe' | undefined;
}

/** The recipe `auto`: an encoder for one's own photos in minutes. First the frozen probe, then SupCon fine-tuning from the same weights and its cross-entropy twin, in
 * as many epochs as fit into the budget; the one that validation likes best is kept. Every part is an ordinary run. The same call later reuses what is finished
 * and goes on with what was cut off.
 * @returns undefined where it was to end before the last part (`until`)
 * @throws what `trainRun` throws, but for DIVERGED: then the others stand. */
export function runAuto(options: AutoOptions & { readonly until?: undefined }): Promise<FinishedAuto>;
export function runAuto(options: UntilPart): Promise<FinishedAuto | undefined>;
export async function runAuto(options: UntilPart): Promise<FinishedAuto | undefined> {
  const { data, home, reporter, seed, minutes, scratch, skipBad, recipeOf = loadRecipe } = options;
  const scanned = await scanData(data, { skipBad });
  const { photos, fingerprint } = await hashPhotos(scanned);
  const classes = classSizes(photos);
  const [probe, finetune, custom] = [await recipeOf('probe'), await recipeOf('finetune'), await recipeOf('custom')];
  const of = options.of ?? autoId({ fingerprint, seed, minutes, scratch, recipes: [probe, finetune, custom] });
  const known = await findCandidates(home, of);
  const session = createAutoSession(options, of, known);

  const init = await options.fetchWeights(probe).catch((error: unknown) => {
    if (!(error instanceof TrainError && error.code === 'DOWNLOAD_FAILED')) throw error;
    reporter.note(`${error.message}.\nWithout them, training begins from random weights, as recipe custom does.`);
    return undefined;
  });
  if (init === undefined) {
    const { recipe, notes } = adaptRecipe(custom, classes);
    notes.forEach((note) => reporter.note(note));
    const begun = session.known('random-weights')?.run.config;
    const fitting = begun ? { name: begun.recipeName, recipe: begun.recipe } : await withinBudget(recipe, session, options, undefined);
    await session.train('random-weights', fitting ?? { ...recipe, recipe: scaleEpochs(recipe.recipe, 1) }, undefined, { number: 1, of: 1 });
    return session.finish();
  }
  const fineTunes = classes.filter(({ count }) => count >= FEWEST_TO_FINE_TUNE).length > 1;
  const parts = (fineTunes ? 3 : 1) + Number(scratch);
  reporter.note(
    `Recipe auto: ${[
      'the frozen probe',
      ...(fineTunes ? ['SupCon fine-tuning', 'its cross-entropy twin'] : []),
      ...(scratch ? ['training from random weights'] : []),
    ].join(', ')}; ${fineTunes ? `about ${formatDuration(60 * minutes)} in all${scratch ? ' without the last' : ''}` : 'a minute or so'}.`,
  );
  await session.train('probe', probe, init, { number: 1, of: parts });
  if (options.until === 'probe') return undefined;
  if (!fineTunes)
    reporter.note(
      `Fewer than two classes have ${FEWEST_TO_FINE_TUNE} pictures, which fine-tuning needs: the encoder stays as ImageNet left it, with a classifier of your classes.`,
    );
  else await fineTune(session, options, { finetune, classes, init, parts });
  if (scratch) {
    const adapted = adaptRecipe(custom, classes);
    adapted.notes.forEach((note) => reporter.note(note));
    await session.train('random-weights', adapted.recipe, undefined, { number: parts, of: parts });
  }
  return session.finish();
}

interface FineTuning {
  readonly finetune: NamedRecipe;
  readonly classes: ReturnType<typeof classSizes>;
  readonly init: string;
  /** Of the whole. */
  readonly parts: number;
}

/** SupCon and its twin, in half of what is left each. */
async function fineTune(session: AutoSession, options: AutoOptions, { finetune, classes, init, parts }: FineTuning): Promise<void> {
  const { reporter } = options;
  const begun = session.known('fine-tuned');
  let recipe = begun && { name: begun.run.config.recipeName, recipe: begun.run.config.recipe };
  if (!recipe) {
    const adapted = adaptRecipe(finetune, classes);
    adapted.notes.forEach((note) => reporter.note(note));
    recipe = await withinBudget(adapted.recipe, session, options, init);
    if (!recipe) return;
  }
  const half = session.secondsLeft() / 2;
  await session.train('fine-tuned', recipe, init, { number: 2, of: parts, after: half });
  await session.train('cross-entropy', crossEntropyTwin(recipe), init, { number: 3, of: parts });
}

/** The recipe with as many epochs as its share of the time allows; undefined, with a word about it, where not even one fits. */
async function withinBudget(
  recipe: NamedRecipe,
  session: AutoSession,
  options: AutoOptions,
  init: string | undefined,
): Promise<NamedRecipe | undefined> {
  const { data, home, seed, skipBad, backend, reporter, maxPixels } = options;
  const { secondsPerStep, stepsPerEpoch } = await rehearseRun({
    start: { recipe, data, name: undefined, seed, skipBad, init },
    ...{ home, backend, reporter, precision: session.precision() },
    ...(maxPixels === undefined ? {} : { maxPixels }),
  });
  const shares = init === undefined ? 1 : 2;
  const epoch = secondsPerStep * stepsPerEpoch;
  // Embedding, classifier and evaluation are what the probe consists of.
  const once = session.probeSeconds();
  const epochs = epochsWithin(
    session.secondsLeft() / shares,
    { epoch, once },
    init === undefined ? recipe.recipe.stage1.epochs : undefined,
  );
  if (epochs === 0) {
    const minutes = Math.ceil((session.secondsSpent() + shares * (epoch + once)) / 60);
    reporter.note(
      `One epoch would take ${formatDuration(epoch)} here${shares > 1 ? ', twice with its cross-entropy twin' : ''}, and ${formatDuration(session.secondsLeft())} are left: there will be ${init === undefined ? 'one' : 'none, and the encoder stays as it is'}. --minutes ${minutes} makes room.`,
    );
    return undefined;
  }
  reporter.note(
    `${epochs === 1 ? '1 epoch fits' : `${epochs} epochs fit`}: ${(1000 * secondsPerStep).toFixed(0)} ms a step, ${stepsPerEpoch} steps an epoch.`,
  );
  return { name: recipe.name, recipe: scaleEpochs(recipe.recipe, epochs) };
}
