import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { z } from 'zod';
import { readOwner, readRunEvents, runEventSchema } from '@supcon/core/run';
import type { LossKind } from '../src/recipe/recipe-schema.js';
import { inTemporaryFolder, writeColourData } from './generated-images.js';
import { supcon } from './run-supcon.js';

const SUPCON = fileURLToPath(new URL('../bin/supcon.mjs', import.meta.url));

type Child = ChildProcessByStdio<null, Readable, Readable>;

const children: Child[] = [];
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
});

interface Place {
  readonly home: string;
  readonly data: string;
  readonly recipe: string;
}

/** A place to train in, with a recipe. */
function inPlace(
  epochs: number,
  use: (place: Place) => Promise<void>,
  changes: { readonly loss?: LossKind; readonly learningRate?: number } = {},
): Promise<void> {
  return inTemporaryFolder(async (folder) => {
    const place = { home: join(folder, 'home'), data: join(folder, 'colours'), recipe: join(folder, 'tiny.json') };
    const stage1 = {
      loss: 'supcon',
      epochs,
      batchSize: 12,
      learningRate: 0.05,
      schedule: { kind: 'constant' },
      validateEvery: 1000,
      head: { hidden: 8, outputs: 8 },
      ...changes,
    };
    await writeFile(
      place.recipe,
      JSON.stringify({
        description: 'tiny',
        encoder: { depth: 18, stem: 'small', width: 4 },
        imageSize: 16,
        stage1,
        stage2: { augmentedPasses: 0, l2: [0.1] },
        precision: 'float32',
      }),
    );
    await writeColourData(place.data, { train: 10, test: 2 });
    await use(place);
  });
}

/** Another process that trains; it has ended an epoch when this answers. */
async function startTraining({
  home,
  data,
  recipe,
}: Place): Promise<{ child: Child; run: string; folder: string; ended: Promise<unknown[]> }> {
  const child = spawn(process.execPath, [SUPCON, 'train', '--recipe', recipe, '--data', data, '--checkpoint-every', '0', '--json'], {
    env: { ...process.env, SUPCON_HOME: home },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  const ended = once(child, 'close');
  let out = '';
  child.stdout.on('data', (text: Buffer) => (out += text.toString()));
  child.stderr.resume();
  await vi.waitFor(() => expect(out).toContain('"type":"epoch"'), { timeout: 50_000 });
  const { run } = JSON.parse(out.split('\n')[0]!) as { run: string };
  return { child, run, folder: join(home, 'runs', run), ended };
}

const stateOf = async (home: string): Promise<string | undefined> =>
  (/\b(running|stopped|stalled|failed|finished)\b/.exec((await supcon(home, 'runs')).out) ?? [])[1];
const held = (folder: string) => readOwner(join(folder, 'owner.json'), Date.now());

describe('a run that another process trains', () => {
  it('is refused with who has it, by name and as the newest; it ends with each epoch once and one artifact', () =>
    inPlace(80, async (place) => {
      const { child, run, folder, ended } = await startTraining(place);
      // So that it does not end before it was asked for.
      child.kill('SIGSTOP');
      for (const args of [['--resume'], ['--resume', run]]) {
        const { code, err, out } = await supcon(place.home, 'train', ...args, '--json');
        expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ type: 'error', code: 'RUN_IN_USE' })]);
        expect(err).toContain(`run ${run} is being trained by process ${child.pid}`);
      }
      expect(await stateOf(place.home)).toBe('running');
      child.kill('SIGCONT');
      expect(await ended).toEqual([0, null]);
      expect(await stateOf(place.home)).toBe('finished');
      expect(held(folder)).toBeUndefined();
      const epochs = (await readRunEvents(folder)).filter((event) => event.type === 'epoch');
      expect(epochs.map(({ epoch }) => epoch)).toEqual(Array.from({ length: 80 }, (_, at) => at + 1));
      expect(await readdir(join(place.home, 'artifacts', 'colours'))).toEqual(['1']);
    }));

  it('paused for 16 minutes is stalled, and still refused; killed, it is stopped, and gone on with', () =>
    inPlace(3000, async (place) => {
      const { child, run, folder, ended } = await startTraining(place);
      child.kill('SIGSTOP');
      const ago = new Date(Date.now() - 16 * 60_000);
      for (const name of ['metrics.jsonl', 'config.json', 'owner.json']) await utimes(join(folder, name), ago, ago);
      expect(await stateOf(place.home)).toBe('stalled');
      const refused = await supcon(place.home, 'train', '--resume', run);
      expect([refused.code, refused.err]).toEqual([1, expect.stringMatching(/no sign for 16 min .* kill -CONT \d+/)]);

      child.kill('SIGKILL');
      await ended;
      expect(held(folder)).toMatchObject({ life: 'dead' });
      expect(await stateOf(place.home)).toBe('stopped');
      const config = join(folder, 'config.json');
      const { epoch = 0 } = (await readRunEvents(folder)).findLast((event) => event.type === 'epoch') ?? {};
      await writeFile(config, (await readFile(config, 'utf8')).replace('"epochs": 3000', `"epochs": ${epoch + 2}`));
      const resumed = await supcon(place.home, 'train', '--resume', '--no-freeze');
      expect(resumed.code, resumed.err).toBe(0);
      expect(await stateOf(place.home)).toBe('finished');
    }));

  it('is passed over by a bare --resume, which takes the one before it and says so', () =>
    inPlace(2, async (place) => {
      const first = await supcon(place.home, 'train', '--recipe', place.recipe, '--data', place.data, '--no-freeze');
      expect(first.code, first.err).toBe(0);
      const [run = ''] = await readdir(join(place.home, 'runs'));
      // As if it had been interrupted before its end.
      await rm(join(place.home, 'runs', run, 'result.json'));
      await writeFile(place.recipe, (await readFile(place.recipe, 'utf8')).replace('"epochs":2', '"epochs":3000'));
      const { child, ended } = await startTraining(place);
      const resumed = await supcon(place.home, 'train', '--resume', '--no-freeze', '--json');
      expect(resumed.code, resumed.err).toBe(0);
      expect(resumed.err).toMatch(/Left alone: run .* is being trained/);
      expect(JSON.parse(resumed.out.split('\n')[0]!)).toMatchObject({ type: 'start', run });
      child.kill('SIGKILL');
      await ended;
    }));
});

describe('the hold of a run', () => {
  it('ends with Ctrl-C, and the run is stopped', () =>
    inPlace(3000, async (place) => {
      const { child, folder, ended } = await startTraining(place);
      expect(held(folder)).toMatchObject({ life: 'alive', owner: { pid: child.pid } });
      child.kill('SIGINT');
      expect(await ended).toEqual([130, null]);
      expect(held(folder)).toBeUndefined();
      expect(await stateOf(place.home)).toBe('stopped');
    }));

  it('ends with a failure, and the run is failed, with its error in every reader', () =>
    inPlace(
      2,
      async (place) => {
        const { code } = await supcon(place.home, 'train', '--recipe', place.recipe, '--data', place.data);
        expect(code).toBe(1);
        const [run = ''] = await readdir(join(place.home, 'runs'));
        expect(held(join(place.home, 'runs', run))).toBeUndefined();
        const table = await supcon(place.home, 'runs');
        expect(table.out).toMatch(/failed .*DIVERGED: the loss or its gradient became.*…/);
        const listed = JSON.parse((await supcon(place.home, 'runs', '--json')).out) as { error: { message: string } };
        expect(listed).toMatchObject({ state: 'failed', error: { code: 'DIVERGED' } });
        expect(listed.error.message).toContain('Lower stage1.learningRate');
        const report = await supcon(place.home, 'report', run);
        expect(report.code, report.err).toBe(0);
        const page = await readFile(join(place.home, 'runs', run, 'report', 'report.html'), 'utf8');
        expect(page).toContain('This run failed (<code>DIVERGED</code>): the loss or its gradient became');
      },
      { learningRate: 1e30 },
    ));
});

it.each<LossKind>(['triplet+cross-entropy', 'cross-entropy'])(
  'a training with %s writes nothing that the union of events does not know',
  (loss) =>
    inPlace(
      2,
      async (place) => {
        const { code, err } = await supcon(place.home, 'train', '--recipe', place.recipe, '--data', place.data, '--no-freeze');
        expect(code, err).toBe(0);
        const [run = ''] = await readdir(join(place.home, 'runs'));
        const lines = (await readFile(join(place.home, 'runs', run, 'metrics.jsonl'), 'utf8')).trim().split('\n');
        const strict = z.discriminatedUnion(
          'type',
          runEventSchema.options.map((option) => z.strictObject(option.shape)) as unknown as typeof runEventSchema.options,
        );
        const types = lines.map((line) => strict.parse(JSON.parse(line)).type);
        expect(new Set(types)).toEqual(new Set(['start', 'warning', 'epoch', 'stage2', 'result']));
      },
      { loss },
    ),
);
