import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { hashedValues } from '../../test/hashed-values.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { addClass, fitClassStatistics } from '../heads/class-statistics.js';
import { createRng } from '../rng.js';
import { changeClasses } from './change-classes.js';
import { confidenceBin } from './drift-record.js';
import { fitDriftReference } from './drift-reference.js';
import { readArtifact } from './read-artifact.js';
import { setConfidenceAnew } from './set-confidence-anew.js';
import { writeArtifact } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-drift-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const WIDTH = 12;
const classifierOf = (classes: number, width = WIDTH) => ({
  weight: hashedValues('weight', width * classes, -1, 1),
  bias: hashedValues('bias', classes, -0.2, 0.2),
});

/** Row by row in float64. */
function slowly(features: Float32Array, { weight, bias }: ReturnType<typeof classifierOf>, temperature: number) {
  const [classes, width] = [bias.length, weight.length / bias.length];
  const rows = Array.from({ length: features.length / width }, (_, n) => [...features.subarray(n * width, (n + 1) * width)]);
  const units = rows.map((row) => row.map((value) => value / Math.hypot(...row)));
  const mean = Array.from({ length: width }, (_, d) => units.reduce((sum, unit) => sum + unit[d]!, 0) / rows.length);
  let squares = 0;
  for (const [i, one] of units.entries())
    for (const [j, other] of units.entries())
      if (i !== j) squares += one.reduce((sum, value, d) => sum + (value - mean[d]!) * (other[d]! - mean[d]!), 0) ** 2;
  squares /= rows.length * (rows.length - 1);
  const confidence = new Array<number>(20).fill(0);
  const predicted = new Array<number>(classes).fill(0);
  for (const row of rows) {
    const logits = [...bias].map((own, c) => own + row.reduce((sum, value, d) => sum + value * weight[d * classes + c]!, 0));
    const powers = logits.map((logit) => Math.exp(logit / temperature));
    const highest = Math.max(...powers) / powers.reduce((sum, power) => sum + power, 0);
    for (let bin = 0; bin < 20; bin++) if (highest > bin / 20 && highest <= (bin + 1) / 20) confidence[bin]!++;
    predicted[powers.indexOf(Math.max(...powers))]!++;
  }
  const trace = units.reduce((sum, unit) => sum + unit.reduce((own, value, d) => own + (value - mean[d]!) ** 2, 0), 0) / (rows.length - 1);
  return { mean, squares, confidence, predicted, trace };
}

it('takes mean, covariance, confidences and classes as slow loops do', () => {
  const { embeddings } = labelledClouds(3, 90, 3, 2);
  const classifier = classifierOf(3);
  const { record, mean } = fitDriftReference(embeddings, classifier, 1.7)!;
  const slow = slowly(embeddings, classifier, 1.7);
  expect(record).toMatchObject({ taking: 1, images: 90, confidence: slow.confidence, predicted: slow.predicted });
  expect(record.squaredCovariance).toBeCloseTo(slow.squares, 6);
  slow.mean.forEach((value, d) => expect(mean[d]).toBeCloseTo(value, 6));
  const square = mean.reduce((sum, value) => sum + value * value, 0);
  expect((90 / 89) * (1 - square)).toBeCloseTo(slow.trace, 5);
});

it('takes every n-th of many rows for the covariance alone', () => {
  const { embeddings } = labelledClouds(4, 2500, 3, 2);
  const every = Float32Array.from({ length: 833 * WIDTH }, (_, at) => embeddings[Math.floor(at / WIDTH) * 3 * WIDTH + (at % WIDTH)]!);
  const { record } = fitDriftReference(embeddings, classifierOf(3), 1)!;
  expect(record.images).toBe(2500);
  expect(record.squaredCovariance).toBeCloseTo(slowly(every, classifierOf(3), 1).squares, 6);
});

it('estimates the squared covariance of what the pictures were drawn from', () => {
  // Points on a circle around a third axis: the unit embeddings have the covariance diag(r² / 2, r² / 2, 0), r² = 1 / 5, however far apart they are drawn.
  const draw = createRng(7, 'circle');
  const features = Float32Array.from({ length: 3 * 4000 }, () => 0);
  for (let row = 0; row < 4000; row++) {
    const angle = 2 * Math.PI * draw.uniform();
    features.set([Math.cos(angle), Math.sin(angle), 2], 3 * row);
  }
  const { record } = fitDriftReference(features, classifierOf(2, 3), 1)!;
  expect(record.squaredCovariance).toBeCloseTo(2 * (1 / 10) ** 2, 3);
});

it('says nothing of a single picture', () => {
  expect(fitDriftReference(labelledClouds(1, 1, 1, 1).embeddings, classifierOf(2), 1)).toBeUndefined();
});

it('counts the ends of a bin to the bin below, and none outside', () => {
  expect([0, 0.05, 0.0501, 0.5, 0.95, 0.951, 1, 1 + 1e-9].map(confidenceBin)).toEqual([0, 0, 1, 9, 18, 19, 19, 19]);
});

it('goes into an artifact and comes back, and may be missing', async () => {
  const content = artifactContent('pets', 1);
  const drift = fitDriftReference(hashedValues('photos', 40 * content.plan.embeddingSize, 0, 1), { ...content.classifier }, 1)!;
  const manifest = await writeArtifact(path.join(home, 'pets/1'), { ...content, drift });
  expect(manifest.drift).toEqual(drift.record);
  expect(await (await readArtifact(path.join(home, 'pets/1'))).loadDrift()).toEqual(drift);
  await writeArtifact(path.join(home, 'pets/2'), { ...content, version: 2 });
  expect(await (await readArtifact(path.join(home, 'pets/2'))).loadDrift()).toBeUndefined();
});

it('is refused where it is of other classes than the artifact', async () => {
  const content = artifactContent('pets', 3);
  const size = content.plan.embeddingSize;
  const drift = fitDriftReference(hashedValues('photos', 40 * size, 0, 1), classifierOf(3, size), 1)!;
  await writeArtifact(path.join(home, 'pets/3'), { ...content, drift });
  await expect((await readArtifact(path.join(home, 'pets/3'))).loadDrift()).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
  const file = path.join(home, 'pets/3/manifest.json');
  await writeFile(file, (await readFile(file, 'utf8')).replaceAll('drift/model.json', 'drift/other.json'));
  await expect(readArtifact(path.join(home, 'pets/3'))).rejects.toMatchObject({ code: 'BAD_ARTIFACT' });
});

it('is taken anew with the classes, where enough photos can be held out, and left out where not', async () => {
  const content = artifactContent('grown', 1);
  const size = content.plan.embeddingSize;
  const record = { ridge: 0.5, balance: 1 };
  const statistics = fitClassStatistics(labelledClouds(5, 100, 2, 1, size), 2, record);
  const folder = path.join(home, 'grown/1');
  await writeArtifact(folder, {
    ...content,
    drift: fitDriftReference(hashedValues('photos', 40 * size, 0, 1), content.classifier, 1)!,
    statistics,
    classes: { ...record, answering: 'softmax', photos: [50, 50], temperature: 1, validation: { images: 4, softmax: 1, ridge: 1 } },
  });
  const base = await readArtifact(folder);
  const grown = addClass(statistics, hashedValues('bird', 20 * size, 0, 2));
  const { heldOut, ...anew } = setConfidenceAnew(grown, {})!;
  const changed = { of: { name: 'grown', version: 1 }, added: ['bird'], removed: [] };
  const said = { createdAt: '2026-02-02T00:00:00.000Z', labels: ['cat', 'dog', 'bird'], statistics: grown };
  const after = await changeClasses(path.join(home, 'grown/2'), base, { ...said, ...anew, version: 2, changed: { ...changed, heldOut } });
  expect(after.drift).toMatchObject({ images: heldOut.images });
  expect(after.drift!.predicted.reduce((sum, count) => sum + count, 0)).toBe(heldOut.images);
  expect((await (await readArtifact(path.join(home, 'grown/2'))).loadDrift())!.mean).toHaveLength(size);
  const without = await changeClasses(path.join(home, 'grown/3'), base, { ...said, temperature: 1, version: 3, changed });
  expect(without).not.toHaveProperty('drift');
});
