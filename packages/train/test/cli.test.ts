import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readArtifact } from '@supcon/core/artifact';
import type { Evaluation } from '../src/evaluate/evaluate-artifact.js';
import type { Prediction } from '../src/evaluate/prediction.js';
import { readLabelIssueFile, readTranscript } from '@supcon/core/run';
import { runResultSchema, type RunResult } from '@supcon/core/run/events';
import { inTemporaryFolder, writeColourData, writePicture } from './generated-images.js';
import { supcon, type Outcome } from './run-supcon.js';
import { encodeSafetensors } from '../src/weights/safetensors.js';
import { tinyOnnx } from './tiny-onnx.js';

const SUPCON = fileURLToPath(new URL('../bin/supcon.mjs', import.meta.url));

const tinyRecipe = (epochs: number): string =>
  JSON.stringify({
    description: 'tiny',
    encoder: { depth: 18, stem: 'small', width: 4 },
    imageSize: 16,
    stage1: {
      loss: 'supcon+cross-entropy',
      epochs,
      batchSize: 12,
      learningRate: 0.05,
      schedule: { kind: 'warmup-cosine', warmupEpochs: 1 },
      validateEvery: 2,
      head: { hidden: 8, outputs: 8 },
    },
    stage2: { augmentedPasses: 1, l2: [0.1, 0.01] },
    precision: 'float32',
  });

const events = (out: string): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('usage', () => {
  it('answers help with examples and exit codes, on stdout, with 0', () =>
    inTemporaryFolder(async (home) => {
      const general = await supcon(home, '--help');
      expect(general).toMatchObject({ code: 0, err: '' });
      expect(general.out).toContain('Exit codes: 0 ok, 1 failure, 2 usage, 3 not found, 4 data invalid, 130 interrupted');
      for (const command of [
        'train',
        'compare',
        'evaluate',
        'suggest',
        'freeze',
        'quantize',
        'runs',
        'report',
        'preview',
        'data',
        'recipes',
        'sample',
        'doctor',
      ]) {
        const help = await supcon(home, command, '--help');
        expect(help.code).toBe(0);
        expect(help.out).toMatch(new RegExp(`Examples?:\\n  \\$ supcon ${command}`));
      }
    }));

  it('doctor answers what `npm run doctor` does', () =>
    inTemporaryFolder(async (home) => {
      const { code, out } = await supcon(home, 'doctor', '--json');
      const { ok, checks } = JSON.parse(out) as { ok: boolean; checks: { name: string; ok: boolean; value: string; fix: string }[] };
      expect(code).toBe(ok ? 0 : 1);
      expect(ok).toBe(checks.every((check) => check.ok));
      expect(checks.map((check) => check.name)).toEqual(
        expect.arrayContaining(['Node', 'backend', 'speed float32', 'hnswlib-node', 'GPU']),
      );
    }));

  it.each([
    ['a command that does not exist', ['trian'], /Did you mean train\?/],
    ['an option that does not exist', ['train', '--recipie', 'quick'], /Did you mean --recipe\?/],
    ['a recipe that does not exist', ['train', '--recipe', 'quik', '--data', '.'], /Did you mean 'quick'\?/],
    ['neither data nor recipe', ['train'], /needs --data/],
    [
      'a budget for a recipe of one training',
      ['train', '--recipe', 'quick', '--data', '.', '--minutes', '3'],
      /--minutes does not go with a recipe other than auto/,
    ],
    ['what auto decides itself', ['train', '--data', '.', '--epochs', '3'], /--epochs does not go with recipe auto/],
    ['no time at all', ['train', '--data', '.', '--minutes', '0'], /wanted a number above 0/],
    ['a number that is none', ['train', '--epochs', 'many'], /whole number of at least 1/],
    ['a backend that does not exist', ['train', '--backend', 'cuda'], /Allowed choices are auto, native, webgpu, wasm, cpu/],
    ['a missing required option', ['freeze'], /--run/],
    ['a run id for recipe auto', ['train', '--data', '.', '--run-id', 'a'], /--run-id does not go with recipe auto/],
    ['a run id that is a path', ['train', '--recipe', 'quick', '--data', '.', '--run-id', '../a'], /--run-id '\.\.\/a' cannot be one/],
  ])('answers %s with 2 and the fix', (_, argv, message) =>
    inTemporaryFolder(async (home) => {
      const { code, err } = await supcon(home, ...argv);
      expect(code).toBe(2);
      expect(err).toMatch(message);
    }),
  );

  it.each([
    ['data', ['train', '--recipe', 'quick', '--data', '/nowhere/at/all'], /\/nowhere\/at\/all/],
    ['a run to freeze', ['freeze', '--run', 'x'], /no run is called 'x'/],
    ['an artifact', ['evaluate', '--artifact', 'no/artifact', '--data', '.'], /no artifact lies at no\/artifact/],
    ['a run to resume', ['train', '--resume'], /no unfinished run/],
    ['the default data of a recipe', ['train', '--recipe', 'imagenet5'], /give --data/],
  ])('answers missing %s with 3', (_, argv, message) =>
    inTemporaryFolder(async (home) => {
      const { code, err, out } = await supcon(home, ...argv, '--json');
      expect(code).toBe(3);
      expect(err).toMatch(message);
      expect(events(out)).toEqual([expect.objectContaining({ type: 'error', code: 'NOT_FOUND' })]);
    }),
  );
});

describe('a data folder with bad files', () => {
  it('is refused with 4, all of them listed; --skip-bad goes on without them', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'data'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(1));
      await writeColourData(data, { '': 10 });
      await writeFile(join(data, 'red', 'empty.jpg'), '');
      await writeFile(join(data, 'green', 'text.jpg'), 'not a picture');
      const picture = await readFile(join(data, 'blue', '0.png'));
      await writeFile(join(data, 'blue', 'half.png'), picture.subarray(0, picture.length / 2));
      const refused = await supcon(home, 'train', '--recipe', recipe, '--data', data);
      expect(refused.code).toBe(4);
      for (const name of ['red/empty.jpg', 'green/text.jpg', 'blue/half.png', '--skip-bad']) expect(refused.err).toContain(name);
      const skipped = await supcon(home, 'train', '--recipe', recipe, '--data', data, '--skip-bad', '--no-freeze', '--json');
      expect(skipped.code).toBe(0);
      expect(events(skipped.out)).toContainEqual(expect.objectContaining({ type: 'warning', code: 'BAD_IMAGES_SKIPPED' }));
      expect(events(skipped.out)).toContainEqual(expect.objectContaining({ type: 'start', images: { train: 21, validation: 3, test: 6 } }));
    }));
});

describe('a whole run', () => {
  it('goes from folder to artifact, and the artifact answers as the run says', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'My Colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(6));
      await writeColourData(data, { train: 16, test: 6 });
      const trained = await supcon(home, 'train', '--recipe', recipe, '--data', data, '--seed', '3', '--json');
      expect(trained.code).toBe(0);
      const types = events(trained.out).map((event) => event['type']);
      expect(types.filter((type) => type === 'epoch')).toHaveLength(6);
      expect(types.filter((type) => type !== 'warning' && type !== 'epoch')).toEqual(['start', 'stage2', 'result', 'artifact']);
      const start = events(trained.out).find((event) => event['type'] === 'start')!;
      const runFolder = join(home, 'runs', String(start['run']));
      const logged = await readFile(join(runFolder, 'metrics.jsonl'), 'utf8');
      expect(trained.out.startsWith(logged)).toBe(true);
      const said = (await readTranscript(runFolder, 1000)).lines.map(({ text }) => text);
      expect(said.length).toBeGreaterThan(2);
      expect(trained.err.startsWith(`${said.join('\n')}\n`)).toBe(true);
      expect(await readLabelIssueFile(runFolder)).toMatchObject({ file: { judged: 66, images: 66, folds: 5, seed: 3 } });

      const result = runResultSchema.parse(JSON.parse(await readFile(join(runFolder, 'result.json'), 'utf8')));
      expect(result.test.linear).toBeGreaterThan(0.9);
      expect(result.imagesSeen).toBe(6 * 3 * 12 * 2);

      const folderOfArtifact = String(events(trained.out).at(-1)!['artifact']);
      expect(folderOfArtifact).toBe(join(home, 'artifacts', 'my-colours', '1'));
      const { manifest } = await readArtifact(folderOfArtifact);
      expect(manifest).toMatchObject({ name: 'my-colours', version: 1, imageSize: 16, labels: ['blue', 'green', 'red'] });

      const out = join(folder, 'predictions.json');
      const evaluated = await supcon(home, 'evaluate', '--artifact', folderOfArtifact, '--data', data, '--out', out, '--json');
      expect(evaluated.code).toBe(0);
      const written = JSON.parse(await readFile(out, 'utf8')) as Evaluation & { predictions: Prediction[] };
      expect(written).toMatchObject({ images: 18, accuracy: result.test.linear, perClass: result.perClass });
      for (const prediction of written.predictions) {
        const probabilities = Object.values(prediction.probabilities);
        expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 6);
        expect(prediction.probabilities[prediction.label]).toBe(Math.max(...probabilities));
        expect(Math.hypot(...prediction.embedding)).toBeCloseTo(1, 5);
        expect(prediction.path.startsWith(`test/${prediction.expected}/`)).toBe(true);
      }

      const again = await supcon(home, 'freeze', '--run', String(start['run']));
      expect(again).toMatchObject({ code: 0, out: '' });
      expect((await readArtifact(join(home, 'artifacts', 'my-colours', '2'))).manifest.files['encoder.onnx']).toEqual(
        manifest.files['encoder.onnx'],
      );

      // The result as an earlier version left it: the scores of unknown pictures without a choice, no label sets.
      const file = join(home, 'runs', String(start['run']), 'result.json');
      const { labelSets, unknown, ...older } = JSON.parse(await readFile(file, 'utf8')) as RunResult;
      const { choice, ...thresholds } = unknown!;
      expect(choice).toBeDefined();
      await writeFile(file, JSON.stringify({ ...older, unknown: thresholds }));
      const old = await supcon(home, 'freeze', '--run', String(start['run']));
      expect(old.err).toContain('It has no chosen score for unknown pictures and no label sets');
      expect(await supcon(home, 'freeze', '--run', String(start['run']), '--data', data)).toMatchObject({ code: 2 });
      const renewed = await supcon(home, 'freeze', '--run', String(start['run']), '--recalibrate', '--data', data);
      expect(renewed.code, renewed.err).toBe(0);
      expect(renewed.err).not.toContain('It has no');
      const now = (await readArtifact(join(home, 'artifacts', 'my-colours', '4'))).manifest;
      // No classifier takes part in these, so that augmented copies do not matter.
      for (const name of ['knn', 'mahalanobis', 'relativeMahalanobis'] as const)
        expect(now.unknown!.thresholds[name]).toBe(manifest.unknown!.thresholds[name]);
      expect(now.unknown!.choice!.by).toBe(choice!.by);
      expect(now.labelSets!.images).toBe(labelSets!.images);

      const finished = await supcon(home, 'train', '--resume', String(start['run']), '--no-freeze');
      expect(finished).toMatchObject({ code: 0, err: expect.stringContaining('is finished already') as string });

      await writePicture(join(data, 'test', 'yellow', '0.png'), [200, 200, 40], 0);
      await writePicture(join(data, 'train', 'yellow', '0.png'), [200, 200, 40], 0);
      const strange = await supcon(home, 'evaluate', '--artifact', folderOfArtifact, '--data', data);
      expect(strange.code).toBe(4);
      expect(strange.err).toContain('does not know the classes yellow');
    }));
});

it('asks TensorFlow for repeatable results again when a run that asked for them goes on', () =>
  inTemporaryFolder(async (folder) => {
    const [home, data, recipe] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.json')];
    await writeFile(recipe, tinyRecipe(1));
    await writeColourData(data, { train: 10, test: 2 });
    const train = (...more: string[]): Promise<Outcome> => supcon(home, 'train', '--no-freeze', '--json', ...more);
    const start = ['--recipe', recipe, '--data', data];
    const asked = (): string | undefined => {
      const value = process.env['TF_DETERMINISTIC_OPS'];
      delete process.env['TF_DETERMINISTIC_OPS'];
      return value;
    };
    asked();
    const plain = events((await train(...start)).out)[0]!;
    expect(asked()).toBeUndefined();
    expect((await train('--resume', String(plain['run']), '--deterministic')).err).toContain('--deterministic true differs');
    const repeatable = events((await train(...start, '--deterministic')).out)[0]!;
    expect(asked()).toBe('1');
    // As if it had been interrupted before its end.
    await rm(join(home, 'runs', String(repeatable['run']), 'result.json'));
    expect(await train('--resume')).toMatchObject({ code: 0 });
    expect(asked()).toBe('1');
  }));

describe('a run that fails', () => {
  it('answers 1 with advice, says so in its own log, and is listed as failed', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(2).replace('"learningRate":0.05', '"learningRate":1e30'));
      await writeColourData(data, { train: 10, test: 2 });
      const { code, err, out } = await supcon(home, 'train', '--recipe', recipe, '--data', data, '--json');
      expect(code).toBe(1);
      expect(err).toMatch(/Lower stage1\.learningRate/);
      expect(events(out)).toContainEqual(expect.objectContaining({ type: 'failed', code: 'DIVERGED' }));
      expect((await supcon(home, 'runs')).out).toMatch(/failed/);
    }));

  it('says what to do about a full disk, and goes on when there is room again', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(2).replace('"width":4', '"width":12'));
      await writeColourData(data, { train: 10, test: 2 });
      // A limit on the size of files stands for a full disk: the pictures fit under it, the first checkpoint does not.
      const child = spawn(
        'bash',
        [
          '-c',
          'ulimit -f 800; exec "$0" "$@"',
          process.execPath,
          SUPCON,
          'train',
          '--recipe',
          recipe,
          '--data',
          data,
          '--checkpoint-every',
          '0',
        ],
        { env: { ...process.env, SUPCON_HOME: home }, stdio: ['ignore', 'ignore', 'pipe'] },
      );
      let err = '';
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code, err).toBe(1);
      expect(err).toMatch(/no room left.*go on with: supcon train --resume/s);
      const resumed = await supcon(home, 'train', '--resume', '--json');
      expect(resumed.code, resumed.err).toBe(0);
    }));

  it('rehearses without leaving a run behind', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(2));
      await writeColourData(data, { train: 10, test: 2 });
      const { code, out, err } = await supcon(
        home,
        'train',
        '--recipe',
        recipe,
        '--data',
        data,
        '--checkpoint-activations',
        '--dry-run',
        '--json',
      );
      expect(code, err).toBe(0);
      expect(events(out)).toEqual([
        expect.objectContaining({ type: 'dry-run', epochs: 2, images: { train: 27, validation: 3, test: 6 }, checkpointActivations: true }),
      ]);
      expect(existsSync(join(home, 'runs'))).toBe(false);
    }));

  it('rehearses with an encoder of their own too: what it would embed, and in what time', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, encoder] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.onnx')];
      await writeFile(encoder, tinyOnnx());
      await writeColourData(data, { train: 10, test: 2 });
      const flags = ['train', '--encoder', encoder, '--preprocessing', 'half@16', '--data', data, '--dry-run'];
      const { code, out, err } = await supcon(home, ...flags, '--json');
      expect(code, err).toBe(0);
      const images = { train: 24, validation: 6, test: 6 };
      // Each picture as it is, and two augmented views more of each training picture.
      expect(events(out)).toEqual([
        expect.objectContaining({ type: 'dry-run', encoder: 'tiny.onnx', features: 5, imageSize: 16, images, pictures: 36 + 2 * 24 }),
      ]);
      const words = await supcon(home, ...flags);
      expect(words.err + words.out).toMatch(/Dry run of adapter .*84 pictures and views, [\d.]+ ms each/s);
      expect(existsSync(join(home, 'runs'))).toBe(false);
    }));

  it('leaves no run behind where the weights to start from are of another encoder', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe, weights] = [
        join(folder, 'home'),
        join(folder, 'colours'),
        join(folder, 'tiny.json'),
        join(folder, 'w.safetensors'),
      ];
      await writeFile(recipe, tinyRecipe(2));
      await writeColourData(data, { train: 10, test: 2 });
      await writeFile(weights, encodeSafetensors(new Map([['other', { shape: [1], data: Float32Array.of(1) }]]), {}));
      for (const dry of [[], ['--dry-run']]) {
        const { code, err } = await supcon(home, 'train', '--recipe', recipe, '--data', data, '--init', weights, ...dry);
        expect(code).toBe(1);
        expect(err).toMatch(/w\.safetensors/);
      }
      expect(existsSync(join(home, 'runs'))).toBe(false);
    }));
});

describe('Ctrl-C', () => {
  const children: ReturnType<typeof spawn>[] = [];
  beforeEach(() => {
    children.length = 0;
  });
  afterEach(() => {
    for (const child of children) child.kill('SIGKILL');
  });

  it('saves, says how to go on, and answers 130; --resume ends the run', () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, recipe] = [join(folder, 'home'), join(folder, 'colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, tinyRecipe(400));
      await writeColourData(data, { train: 10, test: 2 });
      const child = spawn(process.execPath, [SUPCON, 'train', '--recipe', recipe, '--data', data, '--checkpoint-activations', '--json'], {
        env: { ...process.env, SUPCON_HOME: home },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      children.push(child);
      let [out, err, signalled] = ['', '', false];
      child.stdout.on('data', (chunk: Buffer) => {
        out += chunk.toString();
        if (!signalled && out.includes('"type":"epoch"')) {
          signalled = true;
          child.kill('SIGINT');
        }
      });
      child.stderr.on('data', (chunk: Buffer) => (err += chunk.toString()));
      const code = await new Promise((resolve) => child.on('close', resolve));
      expect(code, err).toBe(130);
      expect(err).not.toContain('\x1b');
      const run = /supcon train --resume (\S+)/.exec(err)?.[1];
      expect(events(out).map((event) => event['type'])).toContain('stopped');
      expect(run).toBe(events(out)[0]!['run']);

      const changed = await supcon(home, 'train', '--resume', '--epochs', '3');
      expect(changed.code).toBe(2);
      expect(changed.err).toContain('--epochs 3 differs');
      // The run's own copy of the recipe counts; shortened here so that the test need not train 400 epochs.
      const config = join(home, 'runs', run!, 'config.json');
      expect(JSON.parse(await readFile(config, 'utf8'))).toMatchObject({ recipe: { stage1: { checkpointActivations: true } } });
      await writeFile(config, (await readFile(config, 'utf8')).replace('"epochs": 400', '"epochs": 60'));
      const resumed = await supcon(home, 'train', '--resume', '--json');
      expect(resumed.code, resumed.err).toBe(0);
      expect(events(resumed.out)).toContainEqual(expect.objectContaining({ type: 'resume' }));
      expect(events(resumed.out).at(-1)).toMatchObject({ type: 'artifact' });
    }));
});
