import { readLabelIssueFile } from '@supcon/core/run';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { writeLabelIssues } from './write-label-issues.js';

/** Pictures in a shuffled split, three of them with another label than they show. */
function mislabelled() {
  const { embeddings, labels } = labelledClouds(1, 90, 3, 0.5);
  const width = embeddings.length / 90;
  const wrong = [4, 40, 71];
  const classes = labels.map((label, row) => (wrong.includes(row) ? (label + 1) % 3 : label));
  const rows = Array.from({ length: 90 }, (_, row) => (row * 37) % 90);
  const split = { train: rows.slice(0, 50), validation: rows.slice(50, 70), test: rows.slice(70) };
  const pick = (chosen: readonly number[]): Float32Array =>
    Float32Array.from(chosen.flatMap((row) => [...embeddings.subarray(row * width, (row + 1) * width)]));
  const data = { split, classes, labels: ['cat', 'dog', 'eel'], paths: Array.from(classes, (_, row) => `${row}.jpg`) };
  const partOf = (row: number): string => (split.train.includes(row) ? 'train' : split.validation.includes(row) ? 'validation' : 'test');
  return { data, wrong, truth: labels, partOf, embeddings: { clean: pick(rows.slice(0, 70)), test: pick(rows.slice(70)) } };
}

it('finds swapped labels in every split, and what was written can be read', () =>
  inTemporaryFolder(async (folder) => {
    const { data, wrong, truth, partOf, embeddings } = mislabelled();
    expect(await writeLabelIssues(folder, data, embeddings, 0)).toEqual({ found: 3, judged: 90 });
    const file = (await readLabelIssueFile(folder)).file!;
    expect(file).toMatchObject({ method: 'confident-learning', folds: 5, judged: 90, images: 90, unjudged: 0, found: 3 });
    expect(file.issues.map(({ picture }) => picture).sort()).toEqual(wrong.map((row) => `${row}.jpg`).sort());
    expect(new Set(wrong.map(partOf)).size).toBeGreaterThan(1);
    for (const { picture, split, given, suggested, confidence, givenConfidence, threshold, margin, neighbours } of file.issues) {
      const row = Number.parseInt(picture, 10);
      expect([split, given, suggested]).toEqual([partOf(row), data.labels[data.classes[row]!], data.labels[truth[row]!]]);
      expect(confidence).toBeGreaterThanOrEqual(threshold);
      expect(margin).toBeCloseTo(givenConfidence - confidence, 12);
      expect(neighbours).toHaveLength(5);
      for (const near of neighbours) expect(near.label).toBe(data.labels[data.classes[Number.parseInt(near.picture, 10)]!]);
    }
    expect(file.issues.map(({ margin }) => margin)).toEqual(file.issues.map(({ margin }) => margin).sort((a, b) => a - b));
  }));
