import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { linearLogits } from '@supcon/core';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { RUN_FILES, type RunResult } from '@supcon/core/run/events';
import { writeClassifier } from '../src/checkpoint/classifier-file.js';
import { createReporter } from '../src/console/reporter.js';
import { evaluateArtifact } from '../src/evaluate/evaluate-artifact.js';
import { exportArtifact } from '../src/export/export-artifact.js';
import { quantizeArtifact } from '../src/quantize/quantize-artifact.js';
import { parseRecipe } from '../src/recipe/load-recipe.js';
import { inspectRun } from '../src/report/inspect-run.js';
import { freezeRun } from '../src/run/freeze-run.js';
import { gains } from '../src/run/learn-adapter.js';
import { listRuns, openRun, type Run } from '../src/run/run-folder.js';
import { trainRun } from '../src/run/train-run.js';
import { readWeightsFile } from '../src/weights/read-weights-file.js';
import { writeColourData } from './generated-images.js';
import { tinyOnnx, type TinyOnnxOptions } from './tiny-onnx.js';

let folder: string;
let photos: string;
const silent = createReporter({ stderr: new PassThrough().resume() });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-brought-'));
  photos = join(folder, 'photos');
  await writeColourData(photos, { '': 14 });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

interface Tried {
  readonly run: Run;
  readonly result: RunResult;
  /** Pictures and views that were embedded, in words. */
  readonly said: string;
}

/** Trains with a tiny encoder of somebody else's. @param home its name in the temporary folder */
async function train(
  home: string,
  made: TinyOnnxOptions,
  stage1: Record<string, unknown>,
  preprocessing: unknown = 'half@16',
  stop = { requested: false },
): Promise<Tried> {
  const file = join(folder, `${home}.onnx`);
  await writeFile(file, tinyOnnx(made));
  const recipe = parseRecipe(
    JSON.stringify({
      description: 'tiny',
      encoder: { kind: 'onnx', file, preprocessing },
      imageSize: 32,
      split: { validation: 0.25 },
      stage1: {
        loss: 'supcon',
        views: 2,
        epochs: 4,
        batchSize: 12,
        learningRate: 0.05,
        validateEvery: 2,
        head: { kind: 'mlp', hidden: 7, outputs: 6 },
        ...stage1,
      },
      stage2: { augmentedPasses: 0, runtime: 'onnx' },
    }),
    'tiny.json',
  );
  const lines = new PassThrough();
  const text: string[] = [];
  lines.on('data', (part: Buffer) => text.push(part.toString()));
  const { run, result } = await trainRun({
    start: { fresh: { recipe: { name: 'tiny', recipe }, data: photos, name: undefined, seed: 0, skipBad: false } },
    home: join(folder, home),
    backend: 'auto',
    precision: 'float32',
    reporter: createReporter({ stderr: lines }),
    stop: { ...stop, dispose: () => undefined },
    onRun: () => undefined,
  });
  return { run, result, said: text.join('') };
}

/** Answers of the encoder as its author would call it: one picture at a time, in its own form. */
async function authorAnswers(model: string, files: readonly string[], size: number): Promise<number[][]> {
  const session = await InferenceSession.create(model);
  const answers: number[][] = [];
  for (const file of files) {
    const pixels = normaliseImage(await decodeImage(file, { size }), { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
    const planes = Float32Array.from(
      { length: pixels.length },
      (_, at) => pixels[(at % (size * size)) * 3 + Math.floor(at / (size * size))]!,
    );
    const { pooled } = await session.run({ pixel_values: new Tensor('float32', planes, [1, 3, size, size]) });
    answers.push([...(pooled!.data as Float32Array)]);
  }
  await session.release();
  return answers;
}

describe('a run with an encoder that was brought', () => {
  let plain: Tried;
  beforeAll(async () => {
    plain = await train('plain', {}, { loss: 'none', epochs: 0 });
  });

  it('embeds as its author would, and fits and measures on that alone', async () => {
    const { run, result } = plain;
    const look = (await inspectRun({ run, home: join(folder, 'plain'), backend: 'auto', reporter: silent }))!;
    const paths = look.test.paths.map((path) => join(photos, path));
    const expected = await authorAnswers(join(folder, 'plain.onnx'), paths, 16);
    expect(look.test.embeddings).toHaveLength(expected.length * 5);
    expected.flat().forEach((value, at) => expect(look.test.embeddings[at]).toBeCloseTo(value, 5));
    expect(result).toMatchObject({ epochs: 0, imagesSeen: 0 });
    expect(result).not.toHaveProperty('adapter');
    expect(result.test.linear).toBeGreaterThan(0.8);
  });

  it('is repeated without embedding anything, and to the bit', async () => {
    expect(plain.said).toContain('42 pictures and views embedded');
    const again = await train('plain', {}, { loss: 'none', epochs: 0 });
    expect(again.said).toContain('All 42 embeddings were made before');
    const { id, seconds, ...figures } = again.result;
    expect([id, seconds]).toHaveLength(2);
    expect(plain.result).toMatchObject(figures);
    // Another preprocessing makes other embeddings.
    expect((await train('plain', {}, { loss: 'none', epochs: 0 }, 'unit@16')).said).toContain('42 pictures and views embedded');
  });

  it('keeps what it needs: the file may go, the run is frozen and looked at from its own folder', async () => {
    const { run } = plain;
    await rm(join(folder, 'plain.onnx'));
    const { folder: artifact, manifest } = await freezeRun(join(folder, 'plain'), run.config.id);
    expect(manifest).toMatchObject({
      encoder: { kind: 'onnx', file: 'plain.onnx', output: 'pooled', features: 5, cropSize: 16 },
      embeddingSize: 5,
      imageSize: 16,
      loss: 'none',
      preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    });
    const evaluated = await evaluateArtifact({
      artifact,
      data: photos,
      split: 'all',
      backend: 'auto',
      skipBad: false,
      reporter: silent,
      report: true,
      cacheFolder: join(folder, 'cache'),
    });
    expect(evaluated.report!.linear.accuracy).toBeCloseTo(plain.result.test.linear, 10);

    await expect(exportArtifact({ artifact, format: 'tfjs', to: join(folder, 'tfjs') })).rejects.toMatchObject({
      code: 'USAGE',
      message: expect.stringMatching(/plain\.onnx.*only onnx/) as string,
    });
    await expect(exportArtifact({ artifact, format: 'safetensors', to: join(folder, 'weights') })).rejects.toMatchObject({ code: 'USAGE' });
    expect((await exportArtifact({ artifact, format: 'onnx', to: join(folder, 'out.onnx') })).files).toHaveProperty('out.onnx');
    await expect(
      quantizeArtifact({ artifact, data: photos, cacheFolder: join(folder, 'cache'), skipBad: false, reporter: silent }),
    ).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(/quantize that file/) as string });
    await expect(readWeightsFile(artifact)).rejects.toMatchObject({
      code: 'UNSUPPORTED',
      message: expect.stringMatching(/no weights to train on/) as string,
    });

    await writeFile(join(run.folder, RUN_FILES.encoder), await readFile(join(folder, 'out.onnx')));
    await expect(freezeRun(join(folder, 'plain'), run.config.id)).rejects.toMatchObject({
      code: 'BAD_RUN',
      message: expect.stringMatching(/checksum/) as string,
    });
  });
});

describe('the head', () => {
  it('is trained, measured beside the encoder as it came, and frozen behind it where validation gains', async () => {
    const { run, result } = await train('adapted', {}, {});
    const { adapter } = result;
    expect(result).toMatchObject({ epochs: 4, imagesSeen: 4 * 2 * 2 * 12 });
    expect(adapter!.kept).toBe(gains(adapter!.plain, adapter!.adapted, result.images!.validation));
    expect(result.validation).toEqual((adapter!.kept ? adapter!.adapted : adapter!.plain).validation);
    const log = (await readFile(join(run.folder, RUN_FILES.log), 'utf8'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(log.map(({ type }) => type).filter((type) => type !== 'warning')).toEqual([
      'start',
      'epoch',
      'epoch',
      'epoch',
      'epoch',
      'stage2',
      'result',
    ]);
    expect(log.filter(({ type }) => type === 'epoch').map(({ knn }) => typeof knn)).toEqual(['undefined', 'number', 'undefined', 'number']);

    // Frozen as if it were kept, whatever validation said: encoder, head and classifier in one graph equal the three one after the other.
    const home = join(folder, 'kept');
    await cp(join(folder, 'adapted', 'runs'), join(home, 'runs'), { recursive: true });
    const plain = await freezeRun(join(folder, 'adapted'), run.config.id);
    const copy = await openRun(home, run.config.id);
    if (!adapter!.kept) {
      await writeFile(
        join(copy.folder, RUN_FILES.result),
        JSON.stringify({ ...result, adapter: { ...adapter, kept: true }, unknown: undefined }),
      );
      // What drift is told by is of the encoder as it came.
      await rm(join(copy.folder, RUN_FILES.checkpoints, 'drift.safetensors'));
      const width = 6;
      await writeClassifier(
        copy.folder,
        { weight: Float32Array.from({ length: width * 3 }, (_, at) => Math.sin(at)), bias: Float32Array.of(0.1, 0.2, 0.3) },
        width,
      );
    }
    const { folder: frozen, manifest } = await freezeRun(home, run.config.id);
    expect(manifest).toMatchObject({ embeddingSize: 6, loss: 'supcon', encoder: { adapter: { kind: 'mlp', layers: [7, 6] } } });
    expect(plain.manifest.embeddingSize).toBe(adapter!.kept ? 6 : 5);
    const look = (await inspectRun({ run: copy, home, backend: 'auto', reporter: silent }))!;
    const artifact = await readArtifact(frozen);
    const classifier = await artifact.loadClassifier();
    const session = await InferenceSession.create(artifact.onnxPath);
    for (const [n, path] of look.test.paths.entries()) {
      const own = look.test.embeddings.subarray(n * 6, (n + 1) * 6);
      const pixels = normaliseImage(await decodeImage(join(photos, path), { size: 16 }), manifest.preprocessing);
      const { features, embedding, logits } = await session.run({ images: new Tensor('float32', pixels, [1, 16, 16, 3]) });
      const length = Math.hypot(...own);
      own.forEach((value, d) => {
        expect((features!.data as Float32Array)[d]).toBeCloseTo(value, 4);
        expect((embedding!.data as Float32Array)[d]).toBeCloseTo(value / length, 4);
      });
      linearLogits(classifier, own, 1).forEach((value, c) => expect((logits!.data as Float32Array)[c]).toBeCloseTo(value, 3));
    }
    await session.release();
  });

  it('is kept where validation gains more than chance makes it, and loses in neither classifier nor neighbours', () => {
    const figures = (linear: number, knn: number) => ({ validation: { linear, knn } });
    expect(gains(figures(0.8, 0.8), figures(0.8, 0.9), 200)).toBe(true);
    expect(gains(figures(0.8, 0.8), figures(0.8, 0.8), 200)).toBe(false);
    expect(gains(figures(0.8, 0.8), figures(0.79, 0.95), 200)).toBe(false);
    expect(gains(figures(0.8, 0.8), figures(0.9, 0.79), 200)).toBe(false);
    // One standard error of 0.82 over 200 pictures is 0.027, over 2,000 it is 0.009.
    expect(gains(figures(0.8, 0.8), figures(0.82, 0.82), 200)).toBe(false);
    expect(gains(figures(0.8, 0.8), figures(0.82, 0.82), 2000)).toBe(true);
  });
});

it('keeps what was embedded when it is stopped, and goes on from there', async () => {
  const home = join(folder, 'stopped');
  const stop = { requested: true };
  await expect(train('stopped', {}, {}, 'half@16', stop)).rejects.toMatchObject({
    code: 'INTERRUPTED',
    message: expect.stringMatching(/after embedding 16 of/) as string,
  });
  const [id = ''] = await listRuns(home);
  const resumed = await trainRun({
    start: { resume: await openRun(home, id) },
    home,
    backend: 'auto',
    precision: undefined,
    reporter: silent,
    stop: { requested: false, dispose: () => undefined },
    onRun: () => undefined,
  });
  const whole = await train('whole', {}, {});
  const { id: _id, seconds: _seconds, ...figures } = whole.result;
  expect([_id, _seconds]).toHaveLength(2);
  expect(resumed.result).toMatchObject(figures);
});
