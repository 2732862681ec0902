import { join } from 'node:path';
import { createRng, labelIssues, outOfSampleProbabilities } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { RUN_FILES, type LabelIssueFile } from '@supcon/core/run';
import type { DataSet } from '../data/data-set.js';
import type { StageTwoEmbeddings } from '../evaluate/stage-two.js';

const FOLDS = 5;
/** Of a run, drawn evenly by its seed where it has more: the classifiers of the folds then take no longer than those of stage 2. */
const MOST_JUDGED = 20_000;
/** Written down, the most doubtful first: more than anybody looks through, in about a megabyte. */
const MOST_WRITTEN = 1000;

/** Doubts the labels of a run by confident learning, on embeddings of all of its pictures, and writes down the most doubtful.
 * @param embeddings of training and validation pictures, and of test pictures, in the order of the split.
 * @returns how many are in doubt, of how many that were judged. */
export async function writeLabelIssues(
  runFolder: string,
  data: Pick<DataSet, 'split' | 'classes' | 'labels' | 'paths'>,
  embeddings: Pick<StageTwoEmbeddings, 'clean' | 'test'>,
  seed: number,
): Promise<Pick<LabelIssueFile, 'found' | 'judged'>> {
  const file = findIssues(data, embeddings, seed);
  await writeFileAtomic(join(runFolder, RUN_FILES.labelIssues), `${JSON.stringify(file)}\n`);
  return { found: file.found, judged: file.judged };
}

function findIssues(
  { split, classes, labels, paths }: Pick<DataSet, 'split' | 'classes' | 'labels' | 'paths'>,
  { clean, test }: Pick<StageTwoEmbeddings, 'clean' | 'test'>,
  seed: number,
): LabelIssueFile {
  const places = (['train', 'validation', 'test'] as const).flatMap((part) => split[part].map((index) => ({ part, index })));
  const width = (clean.length + test.length) / places.length;
  const chosen = drawRows(places.length, seed);
  const judged = new Float32Array(chosen.length * width);
  chosen.forEach((row, at) => {
    const begin = row * width;
    const source =
      begin < clean.length ? clean.subarray(begin, begin + width) : test.subarray(begin - clean.length, begin - clean.length + width);
    judged.set(source, at * width);
  });
  const data = { embeddings: judged, labels: Int32Array.from(chosen, (row) => classes[places[row]!.index]!) };
  const folds = Math.min(FOLDS, chosen.length);
  const probabilities = outOfSampleProbabilities(data, labels.length, { seed, folds });
  const { issues, thresholds, unjudged } = labelIssues(data, probabilities, labels.length, { most: MOST_WRITTEN });
  const placeOf = (at: number): { readonly part: 'train' | 'validation' | 'test'; readonly index: number } => places[chosen[at]!]!;
  const pictureOf = (at: number): string => paths[placeOf(at).index]!;
  return {
    ...{ formatVersion: 1, method: 'confident-learning', folds, seed },
    ...{ judged: chosen.length, images: places.length, unjudged, found: issues.length },
    issues: issues.slice(0, MOST_WRITTEN).map(({ row, given, suggested, confidence, givenConfidence, margin, neighbours }) => ({
      picture: pictureOf(row),
      split: placeOf(row).part,
      given: labels[given]!,
      suggested: labels[suggested]!,
      ...{ confidence, givenConfidence, margin },
      threshold: Math.min(1, thresholds[suggested]!),
      neighbours: neighbours.map(({ row: near, label, similarity }) => ({ picture: pictureOf(near), label: labels[label]!, similarity })),
    })),
  };
}

function drawRows(rows: number, seed: number): number[] {
  const all = Array.from({ length: rows }, (_, row) => row);
  if (rows <= MOST_JUDGED) return all;
  return createRng(seed, 'label-issues')
    .shuffle(all)
    .slice(0, MOST_JUDGED)
    .sort((a, b) => a - b);
}
