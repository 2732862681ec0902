import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEncoder, createNativeEngine, fitLinearClassifier, planResNet } from '@supcon/core';
import { readArtifact, writeArtifact, type ArtifactContent } from '@supcon/core/artifact';
import { PREPROCESSING } from '@supcon/core/image';
import { hashPhotos } from '../src/data/fingerprint.js';
import { scanData } from '../src/data/scan-data.js';
import type { Evaluation } from '../src/evaluate/evaluate-artifact.js';
import { embedFiles } from '../src/evaluate/embed-files.js';
import { fitConfidence } from '../src/evaluate/fit-confidence.js';
import { onEngine } from '../src/evaluate/picture-encoder.js';
import { inTemporaryFolder, writeColourData, writePicture } from './generated-images.js';
import { supcon, type Outcome } from './run-supcon.js';

const evaluate = (home: string, ...argv: string[]): Promise<Outcome> => supcon(home, 'evaluate', ...argv);
const eventOf = (out: string): Evaluation => JSON.parse(out.trim().split('\n').at(-1)!) as Evaluation;

/** Colours in train/ and test/, an untrained encoder (it tells colours all the same) with a fitted classifier, and pale strangers. */
async function prepare(folder: string): Promise<{ data: string; plain: string; calibrated: string; strangers: string }> {
  const data = join(folder, 'colours');
  await writeColourData(data, { train: 16, test: 8 });
  // One green picture among the red ones.
  await writePicture(join(data, 'train', 'red', 'wrong.png'), [60, 180, 70], 99);
  const strangers = join(folder, 'strangers');
  for (let n = 0; n < 12; n++) await writePicture(join(strangers, 'deep', `${n}.png`), [235, 235, 225], n);
  const engine = await createNativeEngine();
  const plan = planResNet({ depth: 18, stem: 'small', width: 4 });
  const encoder = createEncoder(engine, plan, { seed: 1 });
  const scanned = await scanData(data);
  const { fingerprint } = await hashPhotos(scanned);
  const preprocessing: ArtifactContent['preprocessing'] = { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std] };
  const embed = async (split: string) => {
    const files = scanned.photos.filter((file) => file.split === split);
    const paths = files.map((file) => join(data, file.path));
    const { embeddings } = await embedFiles(onEngine(engine, encoder), { imageSize: 16, preprocessing }, paths, paths);
    return { embeddings, labels: Int32Array.from(files, (file) => scanned.labels.indexOf(file.label)) };
  };
  const [train, test] = [await embed('train'), await embed('test')];
  const classifier = fitLinearClassifier(train.embeddings, train.labels.length, train.labels, 3, { l2: 0.01 });
  const content: ArtifactContent = {
    name: 'plain',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    imageSize: 16,
    preprocessing,
    labels: [...scanned.labels],
    loss: 'supcon',
    recipe: 'quick',
    data: { name: 'colours', fingerprint, images: scanned.photos.length },
    metrics: {},
    plan,
    weights: await encoder.weights(),
    classifier,
  };
  engine.dispose();
  const [plain, calibrated] = [join(folder, 'plain', '1'), join(folder, 'calibrated', '1')];
  await writeArtifact(plain, content);
  const { unknown, labelSets } = fitConfidence({ classifier, fit: { l2: 0.01 }, train, validation: test });
  await writeArtifact(calibrated, {
    ...content,
    name: 'calibrated',
    split: { seed: 5, validation: 0.2, test: 0.2 },
    calibration: { temperature: 2 },
    labelSets: { ...labelSets, scores: [...labelSets.scores] },
    unknown: unknown.thresholds,
    reference: unknown.reference,
  });
  return { data, plain, calibrated, strangers };
}

describe('supcon evaluate', () => {
  let folder: string;
  let paths: Awaited<ReturnType<typeof prepare>>;
  let release: () => void;
  let cleaned: Promise<void>;
  beforeAll(
    () =>
      new Promise<void>((ready, failed) => {
        cleaned = inTemporaryFolder(async (own) => {
          folder = own;
          paths = await prepare(own);
          await new Promise<void>((resolve) => {
            release = resolve;
            ready();
          });
        });
        cleaned.catch(failed);
      }),
  );
  afterAll(async () => {
    release();
    await cleaned;
  });

  it('answers as before with --no-report', async () => {
    const { code, out } = await evaluate(join(folder, 'home'), '--artifact', paths.plain, '--data', paths.data, '--no-report', '--json');
    expect(code).toBe(0);
    const event = eventOf(out);
    expect(event).toMatchObject({ type: 'evaluation', images: 24, artifact: { name: 'plain', version: 1 } });
    expect(event.accuracy).toBeGreaterThan(0.8);
    expect(event.calibration).not.toHaveProperty('after');
    for (const key of ['report', 'unknown', 'labelIssues']) expect(event).not.toHaveProperty(key);
  });

  it('reports on the whole folder, strangers and suspect labels, as JSON, CSV and tables', async () => {
    const csv = join(folder, 'out', 'suspects.csv');
    const { code, out, err } = await evaluate(
      join(folder, 'home'),
      ...['--artifact', paths.plain, '--data', paths.data, '--unknown', paths.strangers, '--label-issues', csv, '--corruptions', '--json'],
    );
    expect(code, err).toBe(0);
    const { data, report, unknown, labelIssues, corruptions } = eventOf(out);
    expect(data).toMatchObject({ trainedOn: true, seed: 0 });
    expect(report!.labels).toEqual(['blue', 'green', 'red']);
    expect(report!.images.test).toBe(24);
    expect(report!.images.train + report!.images.validation).toBe(49);
    expect(report!.linear.accuracy).toBeGreaterThan(0.8);
    expect(report!.linear.perClass['red']!.support).toBe(8);
    expect(unknown).toMatchObject({ images: 12, detectors: 'data' });
    expect(unknown!.knn.auroc).toBeGreaterThan(0.7);
    expect(corruptions!.clean).toBe(report!.linear.accuracy);
    expect(corruptions!.curves).toHaveLength(10);
    const accuracies = corruptions!.curves.flatMap((curve) => curve.accuracies);
    expect(accuracies).toHaveLength(50);
    expect(corruptions!.mean).toBeCloseTo(accuracies.reduce((a, b) => a + b, 0) / 50, 12);
    // Colours drown in grey, and survive coarse pixels better.
    const curve = (name: string): readonly number[] => corruptions!.curves.find((other) => other.name === name)!.accuracies;
    expect(curve('contrast')[4]).toBeLessThan(curve('pixelate')[0]!);
    expect(labelIssues!.images).toBe(73);
    expect(labelIssues!.suspects[0]).toMatchObject({ path: 'train/red/wrong.png', given: 'red', suggested: 'green' });
    const [first] = parse(await readFile(csv, 'utf8'), { columns: true }) as unknown as [Record<string, string>];
    expect(first).toMatchObject({ path: 'train/red/wrong.png', suggested: 'green' });
    expect(JSON.parse(await readFile(join(folder, 'out', 'suspects.json'), 'utf8'))).toEqual(labelIssues);
    for (const text of ['R-Precision', 'Mahalanobis', 'silhouette', 'macro F1', 'AUROC', 'gaussian-noise', 'train/red/wrong.png'])
      expect(err).toContain(text);
    expect(err).not.toContain('seed 0 is assumed');
  });

  it("uses the artifact's own split, temperature and detectors", async () => {
    const { code, out, err } = await evaluate(
      join(folder, 'home'),
      ...['--artifact', paths.calibrated, '--data', paths.data, '--unknown', paths.strangers, '--json'],
    );
    expect(code, err).toBe(0);
    const { data, calibration, labelSets, unknown, report } = eventOf(out);
    // Set on these very pictures: the promise is kept on them.
    expect(labelSets!.map(({ promised }) => promised)).toEqual([0.9, 0.95]);
    for (const { promised, covered, meanSize } of labelSets!) {
      expect(covered).toBeGreaterThanOrEqual(promised);
      expect(meanSize).toBeGreaterThanOrEqual(1);
      expect(meanSize).toBeLessThan(3);
    }
    expect(report!.labelSets).toHaveLength(2);
    expect(err).toContain('Its label sets of 90.0 %');
    expect(unknown!.lacking).toEqual([]);
    expect(unknown!.method).toBe((await readArtifact(paths.calibrated)).manifest.unknown!.method);
    expect(data).toMatchObject({ trainedOn: true, seed: 5, validation: 0.2 });
    expect(report!.images.validation).toBe(9);
    expect(calibration.temperature).toBe(2);
    expect(calibration.after!.negativeLogLikelihood).not.toBe(calibration.before.negativeLogLikelihood);
    expect(unknown!.detectors).toBe('artifact');
    // Its thresholds were set on the test pictures: 5 % of 24 is one.
    const { manifest } = await readArtifact(paths.calibrated);
    expect(unknown!.knn.falseAlarms).toBe(1 / 24);
    expect(manifest.unknown!.thresholds.knn).not.toBe(report!.unknown.thresholds.knn);
  });

  it('says when the split is a guess, and when the pictures are others', async () => {
    const flat = join(folder, 'flat');
    await writeColourData(flat, { '': 10 });
    const home = join(folder, 'home');
    const other = await evaluate(home, '--artifact', paths.plain, '--data', flat, '--json');
    expect(eventOf(other.out)).toMatchObject({ images: 30, data: { trainedOn: false } });
    expect(other.err).toContain('not the pictures that the artifact was trained on');
    const artifact = await readArtifact(paths.plain);
    const { fingerprint } = await hashPhotos(await scanData(flat));
    const file = join(artifact.folder, 'manifest.json');
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace(artifact.manifest.data.fingerprint, fingerprint));
    const same = await evaluate(home, '--artifact', paths.plain, '--data', flat);
    await writeFile(file, text);
    expect(same.err).toContain('the split of seed 0 is assumed');
  });

  it('goes without a report where pictures are too few, unless something of it was asked for', async () => {
    const few = join(folder, 'few');
    await writeColourData(few, { '': 1 });
    const without = await evaluate(join(folder, 'home'), '--artifact', paths.plain, '--data', few, '--json');
    expect(without.code, without.err).toBe(0);
    expect(eventOf(without.out)).not.toHaveProperty('report');
    expect(without.err).toContain("No report beyond the artifact's own answers");
    const asked = await evaluate(join(folder, 'home'), '--artifact', paths.plain, '--data', few, '--unknown', paths.strangers);
    expect(asked.code).toBe(4);
  });

  it.each([
    [['--no-report', '--unknown', 'x'], 2, /leave out --no-report/],
    [['--false-alarm-rate', '1'], 2, /below 1/],
    [['--unknown', '/no/where'], 3, /\/no\/where/],
  ])('refuses %j with %i', async (argv, want, message) => {
    const { code, err } = await evaluate(join(folder, 'home'), '--artifact', paths.plain, '--data', paths.data, ...argv);
    expect(code).toBe(want);
    expect(err).toMatch(message);
  });
});
