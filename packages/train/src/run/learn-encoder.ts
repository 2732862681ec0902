import { stageTwo } from '../evaluate/stage-two.js';
import { fit } from '../loop/fit.js';
import { createTrainee } from '../loop/trainee.js';
import { initFromFile } from '../weights/init-from-file.js';
import type { Learned, LearnOptions } from './learned.js';
import { embeddedBy, settleWeights, traineeOptions, validateEncoder } from './trained-encoder.js';

/** Both stages of a run whose encoder is one of ours: it is trained, then frozen, and a linear classifier is fitted on what it makes of the pictures.
 * @throws TrainError INTERRUPTED, DIVERGED. */
export async function learnEncoder(options: LearnOptions): Promise<Learned> {
  const { run, engine, recipe, data, seed, store, reporter } = options;
  const trainee = createTrainee(engine, traineeOptions(run.config, data));
  const { encoder } = trainee;
  try {
    if (run.config.init !== undefined && !(await store.weights('last'))) {
      const { loaded, ignored, source } = await initFromFile(encoder, run.config.init);
      reporter.note(`Starting from ${run.config.init} (${source}): ${loaded.length} tensors loaded, ${ignored.length} not needed`);
    }
    const validate = () => trainee.evaluated(() => validateEncoder(engine, trainee, data));
    const progress = await fit({ ...options, trainee, validate });
    const begun = performance.now();
    await settleWeights(trainee, store, recipe.stage1.keep);
    const second = await embeddedBy(recipe.stage2.runtime, engine, encoder, (embedder) =>
      stageTwo({ encoder: embedder, data, recipe, seed, reporter }),
    );
    return {
      second,
      width: encoder.embeddingSize,
      seconds: progress.seconds + (performance.now() - begun) / 1000,
      imagesSeen: progress.imagesSeen,
      epochs: progress.epoch,
      ...(progress.best === undefined ? {} : { best: progress.best }),
    };
  } finally {
    trainee.dispose();
  }
}
