import { stringify } from 'csv-stringify/sync';
import { labelIssues, outOfSampleProbabilities, type LabelledEmbeddings } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';

/** A picture that probably lies in the wrong class. */
export interface SuspectPicture {
  readonly path: string;
  readonly given: string;
  readonly suggested: string;
  /** Probability of the suggested class by a classifier that did not see the picture, 0..1. */
  readonly confidence: number;
  readonly givenConfidence: number;
  /** givenConfidence - confidence: the lower, the more doubtful. */
  readonly margin: number;
  /** The evidence, nearest first. */
  readonly neighbours: readonly { readonly path: string; readonly label: string; readonly similarity: number }[];
}

/** Pictures whose label is in doubt, as the file of a run holds them. */
export interface LabelIssueFindings {
  readonly images: number;
  readonly folds: number;
  readonly seed: number;
  /** Pictures that are alone in their class. */
  readonly unjudged: number;
  /** Most doubtful first. */
  readonly suspects: readonly SuspectPicture[];
}

const FOLDS = 5;

/** Doubts labels by confident learning on k-fold predictions. Only the classifier is out of sample: an encoder trained on a wrong label
 * may have learnt it, so a picture that was trained on and is suspected all the same deserves a look.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function findLabelIssues(
  data: LabelledEmbeddings,
  paths: readonly string[],
  labels: readonly string[],
  seed: number,
): LabelIssueFindings {
  const folds = Math.min(FOLDS, data.labels.length);
  const probabilities = outOfSampleProbabilities(data, labels.length, { seed, folds });
  const { issues, unjudged } = labelIssues(data, probabilities, labels.length);
  return {
    images: data.labels.length,
    folds,
    seed,
    unjudged,
    suspects: issues.map(({ row, given, suggested, confidence, givenConfidence, margin, neighbours }) => ({
      path: paths[row]!,
      given: labels[given]!,
      suggested: labels[suggested]!,
      confidence,
      givenConfidence,
      margin,
      neighbours: neighbours.map(({ row: near, label, similarity }) => ({ path: paths[near]!, label: labels[label]!, similarity })),
    })),
  };
}

/** The same as a table for people and as JSON for programs. @param file ends in .csv; the JSON goes beside it, ending in .json.
 * @returns the path of the JSON. */
export async function writeLabelIssues(file: string, findings: LabelIssueFindings): Promise<string> {
  const rows = findings.suspects.map(({ path, given, suggested, confidence, givenConfidence, margin, neighbours }) => [
    path,
    given,
    suggested,
    confidence.toFixed(4),
    givenConfidence.toFixed(4),
    (-margin).toFixed(4),
    neighbours.map((near) => `${near.path} (${near.label}, ${near.similarity.toFixed(3)})`).join('; '),
  ]);
  const header = ['path', 'given', 'suggested', 'confidence', 'given_confidence', 'doubt', 'neighbours'];
  // Spreadsheets run what begins with = or @ or -: a folder may be called so, and the margin is written as a positive doubt.
  const table = stringify([header, ...rows], { escape_formulas: true });
  const json = `${file.replace(/\.csv$/i, '')}.json`;
  await writeFileAtomic(file, table);
  await writeFileAtomic(json, `${JSON.stringify(findings, null, 2)}\n`);
  return json;
}
