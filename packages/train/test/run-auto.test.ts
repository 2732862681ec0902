import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createEncoder, createNativeEngine, planEncoder } from '@supcon/core';
import { readRunEvents } from '@supcon/core/run';
import { runAuto } from '../src/auto/run-auto.js';
import type { AutoOptions } from '../src/auto/auto-session.js';
import { writeSelection } from '../src/auto/write-selection.js';
import { createReporter } from '../src/console/reporter.js';
import { TrainError } from '../src/errors.js';
import { parseRecipe, type NamedRecipe } from '../src/recipe/load-recipe.js';
import { listRuns } from '../src/run/run-folder.js';
import { encodeSafetensors } from '../src/weights/safetensors.js';
import { writeFileAtomic } from '@supcon/core/files';
import { inTemporaryFolder, writeColourData, writePicture } from './generated-images.js';

const ENCODER = { kind: 'resnet', depth: 18, stem: 'small', width: 4 } as const;

const tiny = (name: string, stage1: Readonly<Record<string, unknown>>): NamedRecipe => ({
  name,
  recipe: parseRecipe(
    JSON.stringify({
      description: name,
      encoder: ENCODER,
      imageSize: 16,
      split: { validation: 0.2, smallClasses: 'train' },
      stage1: { batchSize: 8, learningRate: 0.02, head: { hidden: 8, outputs: 8 }, schedule: { kind: 'constant' }, ...stage1 },
      stage2: { augmentedPasses: 0, runtime: 'onnx' },
    }),
    `${name}.json`,
  ),
});
const RECIPES: Readonly<Record<string, NamedRecipe>> = {
  probe: tiny('probe', { loss: 'none', epochs: 0 }),
  finetune: tiny('finetune', { loss: 'supcon+cross-entropy', epochs: 6 }),
  custom: tiny('custom', { loss: 'supcon+cross-entropy', epochs: 4 }),
};

/** Weights of an encoder that nobody trained, in a file. */
async function writeWeights(folder: string): Promise<string> {
  const engine = await createNativeEngine();
  const encoder = createEncoder(engine, planEncoder(ENCODER), { seed: 7 });
  const path = join(folder, 'weights.safetensors');
  await writeFileAtomic(path, encodeSafetensors(await encoder.weights(), {}));
  encoder.dispose();
  engine.dispose();
  return path;
}

interface Scene {
  readonly options: AutoOptions;
  readonly notes: string[];
  readonly home: string;
}

async function onScene(
  use: (scene: Scene) => Promise<void>,
  changes: Partial<AutoOptions> = {},
  perClass: Readonly<Record<string, number>> = { '': 12 },
): Promise<void> {
  await inTemporaryFolder(async (folder) => {
    const data = join(folder, 'photos');
    const home = join(folder, 'home');
    await mkdir(home);
    await writeColourData(data, perClass);
    const weights = await writeWeights(folder);
    const notes: string[] = [];
    const silent = createReporter({ stderr: new PassThrough().resume() });
    const options: AutoOptions = {
      ...{ data, home, name: undefined, seed: 0, skipBad: false, deterministic: false, minutes: 1, scratch: false },
      ...{ backend: 'native', precision: 'float32', stop: { requested: false, dispose: () => undefined } },
      reporter: { ...silent, note: (text) => notes.push(text) },
      onRun: () => undefined,
      fetchWeights: () => Promise.resolve(weights),
      recipeOf: (name) => Promise.resolve(RECIPES[name]!),
      ...changes,
    };
    await use({ options, notes, home });
  });
}

describe('runAuto', () => {
  it('tries the probe, SupCon fine-tuning and a cross-entropy twin that sees as many views, each a run from the same weights', async () => {
    await onScene(async ({ options, home, notes }) => {
      const { candidates, selection } = await runAuto(options);
      expect(candidates.map(({ role }) => role)).toEqual(['probe', 'fine-tuned', 'cross-entropy']);
      const [probe, tuned, twin] = candidates.map(({ run, result }) => ({ ...run.config, result }));
      expect(probe!.recipe.stage1).toMatchObject({ loss: 'none', epochs: 0 });
      expect(tuned!.recipe.stage1.epochs).toBeGreaterThan(6);
      expect(twin!.recipe.stage1).toMatchObject({ loss: 'cross-entropy', views: 1, epochs: 2 * tuned!.recipe.stage1.epochs });
      expect(twin!.result.imagesSeen).toBe(tuned!.result.imagesSeen);
      expect(new Set([probe, tuned, twin].map((config) => `${config!.init} ${config!.precision} ${config!.candidate!.of}`)).size).toBe(1);
      expect(new Set([probe, tuned, twin].map((config) => JSON.stringify(config!.result.images))).size).toBe(1);
      expect(candidates.map(({ run }) => run.config.id)).toContain(selection.chosen.run);
      expect(notes.filter((note) => note.startsWith('Warning:')).length).toBe(
        new Set(notes.filter((note) => note.startsWith('Warning:'))).size,
      );

      // Asked again, nothing is trained.
      const again = await runAuto(options);
      expect(again.selection).toEqual(selection);
      expect(await listRuns(home)).toHaveLength(3);
      // Another budget is another auto.
      await runAuto({ ...options, minutes: 0.9 });
      expect(await listRuns(home)).toHaveLength(6);
      // So are other recipes, unless a run says which auto it belongs to.
      const other = tiny('probe', { loss: 'none', epochs: 0, batchSize: 4 });
      const recipeOf = (name: string) => Promise.resolve(name === 'probe' ? other : RECIPES[name]!);
      await runAuto({ ...options, recipeOf, of: probe!.candidate!.of });
      expect(await listRuns(home)).toHaveLength(6);
      await runAuto({ ...options, recipeOf, minutes: 0.001 });
      expect(await listRuns(home)).toHaveLength(7);
    });
  });

  it('goes on where it was stopped, with the epochs that were chosen then', async () => {
    await onScene(async ({ options, home }) => {
      let steps = 0;
      const stop = {
        get requested() {
          return ++steps > 5;
        },
        dispose: () => undefined,
      };
      await expect(runAuto({ ...options, stop })).rejects.toMatchObject({ code: 'INTERRUPTED' });
      const begun = await listRuns(home);
      expect(begun).toHaveLength(2);
      const { candidates } = await runAuto(options);
      expect(candidates.map(({ run }) => run.config.id).slice(0, 2)).toEqual(begun);
      expect(candidates).toHaveLength(3);
      expect(candidates[1]!.result.epochs).toBe(candidates[1]!.run.config.recipe.stage1.epochs);
    });
  });

  it('ends after the probe where asked to, without a word of the rest, and goes on from there', async () => {
    await onScene(async ({ options, home, notes }) => {
      expect(await runAuto({ ...options, until: 'probe' })).toBeUndefined();
      const probe = await listRuns(home);
      expect(probe).toHaveLength(1);
      expect(notes.join('\n')).not.toMatch(/fit|Part 2/);
      const { candidates } = await runAuto(options);
      expect(candidates.map(({ role }) => role)).toEqual(['probe', 'fine-tuned', 'cross-entropy']);
      expect(candidates[0]!.run.config.id).toBe(probe[0]);
    });
  });

  it('has no probe to end after where it begins from random weights', async () => {
    const fetchWeights = () => Promise.reject(new TrainError('DOWNLOAD_FAILED', 'no index answers'));
    await onScene(
      async ({ options }) => {
        const finished = await runAuto({ ...options, until: 'probe' });
        expect(finished?.candidates.map(({ role }) => role)).toEqual(['random-weights']);
      },
      { fetchWeights },
    );
  });

  it('trains with a class of two pictures, measures without it, and fine-tunes for the others all the same', () =>
    onScene(async ({ options, notes }) => {
      for (const name of ['1.png', '2.png']) await writePicture(join(options.data, 'violet', name), [150, 60, 200], name.length);
      const { candidates } = await runAuto(options);
      expect(candidates.map(({ role }) => role)).toEqual(['probe', 'fine-tuned', 'cross-entropy']);
      expect(candidates[0]!.run.config.data.labels).toContain('violet');
      expect(candidates[0]!.result.perClass).not.toHaveProperty('violet');
      expect(notes.join('\n')).toMatch(/violet/);
    }));

  it('leaves the encoder as it is where classes are too small, and where not even one epoch fits', async () => {
    await onScene(
      async ({ options, notes }) => {
        await writePicture(join(options.data, 'green', '4.png'), [60, 180, 70], 4);
        const { candidates } = await runAuto(options);
        expect(candidates.map(({ role }) => role)).toEqual(['probe']);
        expect(notes.join('\n')).toMatch(/Fewer than two classes have 5 pictures/);
      },
      {},
      { '': 4 },
    );
    await onScene(
      async ({ options, notes }) => {
        const { candidates } = await runAuto(options);
        expect(candidates.map(({ role }) => role)).toEqual(['probe']);
        expect(notes.join('\n')).toMatch(/One epoch would take .*--minutes \d+ makes room/);
      },
      { minutes: 0.001 },
    );
  });

  it('trains from random weights where ImageNet’s cannot be had, and beside them where asked to', async () => {
    const fetchWeights = () => Promise.reject(new TrainError('DOWNLOAD_FAILED', 'no index answers'));
    await onScene(
      async ({ options, notes }) => {
        const { candidates, selection } = await runAuto(options);
        expect(candidates.map(({ role }) => role)).toEqual(['random-weights']);
        expect(candidates[0]!.run.config.init).toBeUndefined();
        expect(candidates[0]!.result.epochs).toBe(4);
        expect(selection.reason).toMatch(/all that was tried/);
        expect(notes.join('\n')).toMatch(/no index answers\.\nWithout them, training begins from random weights/);
      },
      { fetchWeights },
    );
    await onScene(
      async ({ options }) => {
        const { candidates } = await runAuto(options);
        expect(candidates.map(({ role }) => role)).toEqual(['probe', 'fine-tuned', 'cross-entropy', 'random-weights']);
      },
      { scratch: true },
    );
  });

  it('passes over what diverges, then and later', async () => {
    const wild = tiny('finetune', { loss: 'supcon+cross-entropy', epochs: 2, learningRate: 1e30 });
    await onScene(
      async ({ options, home, notes }) => {
        const { candidates } = await runAuto(options);
        expect(candidates.map(({ role }) => role)).toEqual(['probe']);
        expect(notes.join('\n')).toMatch(/SupCon fine-tuning is passed over: the loss or its gradient became/);
        const runs = await listRuns(home);
        await runAuto(options);
        expect(await listRuns(home)).toEqual(runs);
      },
      { recipeOf: (name) => Promise.resolve(name === 'finetune' ? wild : RECIPES[name]!) },
    );
  });
});

it('ends the log of each run with the selection, after its result', async () => {
  await onScene(async ({ options, home }) => {
    const { candidates, selection } = await runAuto({ ...options, minutes: 0.001 });
    const [{ run, result }] = candidates as [(typeof candidates)[0]];
    await writeSelection(
      [run],
      {
        type: 'selection',
        chosen: selection.chosen.run,
        candidates: [{ run: run.config.id, role: 'probe', validation: result.validation, test: result.test, seconds: result.seconds }],
      },
      options.reporter,
    );
    const events = await readRunEvents(run.folder);
    expect(events.slice(-2).map(({ type }) => type)).toEqual(['result', 'selection']);
    expect(await readdir(join(home, 'runs', run.config.id))).not.toContain('owner.json');
  });
});
