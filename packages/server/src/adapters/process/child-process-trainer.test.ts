import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { readOwner } from '@supcon/core/run';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { leaveTraining } from '../../../test/left-training.js';
import { describeTrainer } from '../../../test/trainer-conformance.js';
import { makeHome, TRAINING_PROGRAM, writePhotos } from '../../../test/training-home.js';
import type { NewTraining, TrainingReport } from '../../domain/trainer.js';
import { createChildProcessTrainer } from './child-process-trainer.js';
import { findTrainProgram } from './find-train-program.js';

const NEVER = { stop: new AbortController().signal, leave: new AbortController().signal };

let home: string;
let photos: string;
beforeEach(async () => {
  home = await makeHome();
  photos = await writePhotos(home, 'two', { a: 1, b: 1 });
});
afterEach(() => rm(home, { recursive: true, force: true }));

const trainer = (more: { stopMs?: number; environment?: Record<string, string> } = {}) =>
  createChildProcessTrainer({ home, program: TRAINING_PROGRAM, environment: process.env, ...more });

describeTrainer('a process', async () => ({
  ...{ trainer: trainer(), photos, recipe: 'quick' },
  oneClass: await writePhotos(home, 'one', { a: 1 }),
}));

describe('a training in a process of its own', () => {
  const order = (changes: Partial<Omit<NewTraining, 'run'>>): { start: NewTraining & { run: string } } => ({
    start: {
      run: 'r-1',
      data: photos,
      recipe: 'quick',
      name: undefined,
      seed: undefined,
      minutes: undefined,
      epochs: 3,
      skipBad: false,
      ...changes,
    },
  });
  const failureOf = (changes: Partial<Omit<NewTraining, 'run'>>, by = trainer()): Promise<unknown> =>
    by.train(order(changes), NEVER, () => undefined).catch((error: unknown) => error);

  it('is given each value as one word, neither keys nor settings, less priority, and the home to work in', async () => {
    const data = await writePhotos(home, "a b; touch $(x) 'ä", { a: 1, b: 1 });
    const environment = {
      PATH: process.env['PATH']!,
      SUPCON_API_KEY: 'secret',
      NODE_OPTIONS: '--throw-deprecation',
      SUPCON_KERNELS: 'off',
    };
    const failure = await failureOf({ recipe: 'told', data, name: 'x', seed: 0, skipBad: true }, trainer({ environment }));
    const [argv, names, priority, isHome] = JSON.parse((failure as Error).message.replaceAll('SUPCON_HOME/', '/')) as [
      string[],
      string[],
      number,
      boolean,
    ];
    expect(argv.map((word) => word.replace(/^--data=.*\//, '--data=')).sort()).toEqual(
      [
        'train',
        '--json',
        '--run-id=r-1',
        "--data=a b; touch $(x) 'ä",
        '--recipe=told',
        '--name=x',
        '--seed=0',
        '--epochs=3',
        '--skip-bad',
      ].sort(),
    );
    expect(names.sort()).toEqual(['PATH', 'SUPCON_HOME', 'SUPCON_KERNELS']);
    expect([priority > 0, isHome]).toEqual([true, true]);
  });

  it('that says nothing of its end has its last words told, few and without paths', async () => {
    const failure = (await failureOf({ recipe: 'crash' })) as Error;
    expect(failure).toMatchObject({ code: 'TRAINING_FAILED' });
    expect(failure.message).toMatch(
      /^the training ended with exit code 7; its last words: TensorFlow says for the \d+th time that it is unhappy with SUPCON_HOME\n/,
    );
    expect(failure.message).toMatch(/\nlast: cannot open …\/model\.bin$/);
    expect(failure.message.length).toBeLessThanOrEqual(1000);
  });

  it('that says too much is heard where it makes sense, and not kept', async () => {
    const before = process.memoryUsage().rss;
    let most = 0;
    const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);
    expect(await trainer().train(order({ recipe: 'loud' }), NEVER, () => undefined)).toMatchObject({ epoch: 3, artifact: 'made/1' });
    clearInterval(watching);
    // It said 100 MB.
    expect(most - before).toBeLessThan(80e6);
  });

  it('that does not listen is ended, by whom it is asked', async () => {
    const stop = new AbortController();
    const reports: TrainingReport[] = [];
    const training = trainer({ stopMs: 300 })
      .train(order({ recipe: 'hang', epochs: 10_000 }), { ...NEVER, stop: stop.signal }, (report) => {
        reports.push(report);
        if (report.epoch === 2) stop.abort();
      })
      .catch((error: unknown) => error);
    expect(await training).toMatchObject({ code: 'INTERRUPTED', message: expect.stringContaining('last checkpoint') as string });
    expect(readOwner(path.join(home, 'runs/r-1/owner.json'), Date.now())?.life).toBe('dead');
  });

  it('that is killed says so', async () => {
    const training = trainer().train(order({ recipe: 'slow', epochs: 10_000 }), NEVER, ({ epoch }) => {
      if (epoch === 1) process.kill(readOwner(path.join(home, 'runs/r-1/owner.json'), Date.now())!.owner.pid, 'SIGKILL');
    });
    await expect(training).rejects.toMatchObject({
      code: 'TRAINING_FAILED',
      message: expect.stringMatching(/by the signal SIGKILL .*memory/) as string,
    });
  });

  it('saves and ends when the process that began it is killed, also where it has nothing to say for long', async () => {
    const lives = await leaveTraining(home, order({ recipe: 'long' }));
    await expect.poll(lives, { timeout: 10_000 }).toBe(false);
    const log = await readFile(path.join(home, 'runs/r-1/metrics.jsonl'), 'utf8');
    expect(JSON.parse(log.trim().split('\n').at(-1)!)).toMatchObject({ type: 'stopped' });
  });
});

describe('findTrainProgram', () => {
  it('finds the one of this checkout, and takes another one', async () => {
    expect(await findTrainProgram(undefined)).toMatch(/train\/bin\/supcon\.mjs$/);
    expect(await findTrainProgram(TRAINING_PROGRAM)).toBe(TRAINING_PROGRAM);
  });

  it('says what to do where there is none', async () => {
    await expect(findTrainProgram(path.join(home, 'gone.mjs'))).rejects.toMatchObject({
      code: 'TRAINING_UNAVAILABLE',
      message: expect.stringContaining('SUPCON_TRAIN_COMMAND') as string,
    });
  });
});
