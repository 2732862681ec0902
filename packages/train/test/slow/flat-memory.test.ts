import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import { createNativeEngine, planEncoder, type EncoderOptions, type Precision } from '@supcon/core';
import { createCheckpointStore } from '../../src/checkpoint/checkpoint-store.js';
import { openDataSet } from '../../src/data/data-set.js';
import { fit } from '../../src/loop/fit.js';
import { createRunLog } from '../../src/loop/run-log.js';
import { createTrainee } from '../../src/loop/trainee.js';
import { parseRecipe } from '../../src/recipe/load-recipe.js';
import { createReporter } from '../../src/console/reporter.js';
import { validateEncoder } from '../../src/run/trained-encoder.js';
import { inTemporaryFolder, writeColourData } from '../generated-images.js';
import { theilSenSlope } from '../theil-sen.js';
import { plannedEncoder } from '../../src/recipe/planned-encoder.js';

/** Memory pools, code that is compiled on the way, and what optimiser and averages keep. */
const WARM_UP_STEPS = 1_500;
const STEPS = 2_000;
const LOOK_EVERY = 25;
/** MiB for each 1,000 steps: a kibibyte left behind in each. */
const BOUND = 1;

it.each<[string, Precision, EncoderOptions, Readonly<Record<string, unknown>>]>([
  [
    'with momentum, a queue and averaged weights',
    'float32',
    { depth: 18, stem: 'small', width: 4 },
    { queue: 64, average: { decay: 0.99 } },
  ],
  [
    'in chunks with activations computed again',
    'bfloat16',
    { kind: 'wide-resnet', depth: 10, widthFactor: 1 },
    { loss: 'supcon+cross-entropy', chunk: 12, checkpointActivations: true },
  ],
])('keeps its memory over 2,000 steps %s in %s', (_, precision, encoder, changes) =>
  inTemporaryFolder(async (folder) => {
    // 84 training pictures: 7 steps an epoch.
    await writeColourData(join(folder, 'data'), { train: 28, val: 4, test: 4 });
    const recipe = parseRecipe(
      JSON.stringify({
        description: 'tiny',
        encoder,
        imageSize: 16,
        stage1: {
          loss: 'supcon',
          epochs: Math.ceil((WARM_UP_STEPS + STEPS) / 7),
          batchSize: 12,
          learningRate: 0.01,
          validateEvery: 20,
          head: { hidden: 8, outputs: 8 },
          ...changes,
        },
      }),
      'tiny.json',
    );
    const reporter = createReporter({ stderr: new PassThrough().resume() });
    const data = await openDataSet(join(folder, 'data'), { recipe, seed: 5, skipBad: false, cacheFolder: join(folder, 'cache'), reporter });
    const engine = await createNativeEngine();
    const trainee = createTrainee(engine, {
      plan: planEncoder(plannedEncoder(recipe)),
      stage1: recipe.stage1,
      classCounts: [28, 28, 28],
      precision,
      seed: 5,
    });
    // The collector leaves garbage lying for thousands of small steps; what it can take back at any time is no leak.
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void;
    const rss: number[] = [];
    const live: number[] = [];
    const stop = {
      // Looked at once after every step.
      get requested() {
        live.push(engine.liveHandles());
        if (live.length % LOOK_EVERY === 0) {
          collect();
          rss.push(process.memoryUsage.rss() / 2 ** 20);
        }
        return false;
      },
      dispose: () => undefined,
    };
    const validate = () => trainee.evaluated(() => validateEncoder(engine, trainee, data));
    const [store, log] = [createCheckpointStore(folder), createRunLog(folder, reporter)];
    await fit({ engine, recipe, data, trainee, seed: 5, store, log, reporter, stop, validate });
    trainee.dispose();
    engine.dispose();
    await data.close();

    expect(live.length).toBeGreaterThanOrEqual(WARM_UP_STEPS + STEPS);
    // The first steps make the optimiser's memory and the averages.
    expect(new Set(live.slice(10)).size).toBe(1);
    const settled = rss.slice(WARM_UP_STEPS / LOOK_EVERY, (WARM_UP_STEPS + STEPS) / LOOK_EVERY);
    const slope = theilSenSlope(settled) * (1000 / LOOK_EVERY);
    expect(slope, `MiB for 1,000 steps; seen: ${settled.map((value) => value.toFixed(1)).join(' ')}`).toBeLessThan(BOUND);
  }),
);
