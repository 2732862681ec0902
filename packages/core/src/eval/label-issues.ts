import { CoreError } from '../errors.js';
import { assertLabels, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { nearestNeighbours } from '../math/nearest-neighbours.js';

/** A row whose label is doubted. */
export interface LabelIssue {
  readonly row: number;
  readonly given: number;
  readonly suggested: number;
  /** Probability of the suggested label, 0..1. */
  readonly confidence: number;
  /** Probability of the given label, 0..1. */
  readonly givenConfidence: number;
  /** givenConfidence - confidence, -1..0: the lower, the more doubtful. */
  readonly margin: number;
  /** The evidence: the nearest other rows with their given labels, nearest first. */
  readonly neighbours: readonly { readonly row: number; readonly label: number; readonly similarity: number }[];
}

/** The labels to doubt, and what they were measured by. */
export interface LabelIssueReport {
  /** Most doubtful first. */
  readonly issues: readonly LabelIssue[];
  /** By class: mean probability of the class among the rows given its label, the least a suggestion must reach; null without rows. */
  readonly thresholds: readonly (number | null)[];
  /** Rows that are alone in their class: no other row could vouch for them, so nothing is said of them. */
  readonly unjudged: number;
}

/** Rows that probably carry the wrong label, by confident learning: among the classes whose probability reaches that of a typical row of
 * theirs, the most probable one is another than the given, and more probable than the given.
 * @param probabilities [N, C] out of sample (`outOfSampleProbabilities`, or `knnProbabilities` without queries): a classifier that has
 * seen a wrong label believes it.  @param neighbours as evidence. Default 5.  @param most issues that get evidence, the most doubtful first. Default all.
 * @throws CoreError BAD_SHAPE, BAD_LABELS.
 * @see Northcutt et al., arXiv:1911.00068, eq. 1-2 (confident joint), ranked by the normalised margin of section 4.2. */
export function labelIssues(
  data: LabelledEmbeddings,
  probabilities: Float64Array,
  classes: number,
  { neighbours = 5, most }: { readonly neighbours?: number; readonly most?: number } = {},
): LabelIssueReport {
  const { embeddings, labels } = data;
  const rows = labels.length;
  assertLabels('labelIssues', labels, rows, classes);
  if (probabilities.length !== rows * classes)
    throw new CoreError('BAD_SHAPE', `labelIssues: ${rows} rows of ${classes} probabilities expected, got ${probabilities.length} values`);
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]!++;
  const thresholds = typicalConfidence(labels, probabilities, counts);
  const found: Omit<LabelIssue, 'neighbours'>[] = [];
  labels.forEach((given, row) => {
    if (counts[given]! < 2) return;
    const own = probabilities.subarray(row * classes, (row + 1) * classes);
    let suggested = -1;
    own.forEach((probability, c) => {
      const threshold = thresholds[c];
      if (threshold !== null && threshold !== undefined && probability >= threshold && (suggested < 0 || probability > own[suggested]!))
        suggested = c;
    });
    if (suggested < 0 || suggested === given || own[suggested]! <= own[given]!) return;
    const [confidence, givenConfidence] = [own[suggested]!, own[given]!];
    found.push({ row, given, suggested, confidence, givenConfidence, margin: givenConfidence - confidence });
  });
  found.sort((a, b) => a.margin - b.margin || a.row - b.row);
  return {
    issues: [
      ...withEvidence(found.slice(0, most), embeddings, labels, neighbours),
      ...found.slice(most ?? found.length).map((issue) => ({ ...issue, neighbours: [] })),
    ],
    thresholds,
    unjudged: counts.filter((count) => count === 1).length,
  };
}

function typicalConfidence(labels: Int32Array, probabilities: Float64Array, counts: Int32Array): (number | null)[] {
  const sums = new Float64Array(counts.length);
  labels.forEach((label, row) => (sums[label]! += probabilities[row * counts.length + label]!));
  return Array.from(sums, (sum, c) => (counts[c] === 0 ? null : sum / counts[c]!));
}

function withEvidence(
  issues: readonly Omit<LabelIssue, 'neighbours'>[],
  embeddings: Float32Array,
  labels: Int32Array,
  neighbours: number,
): LabelIssue[] {
  if (issues.length === 0 || neighbours === 0) return issues.map((issue) => ({ ...issue, neighbours: [] }));
  const width = embeddings.length / labels.length;
  const asked = new Float32Array(issues.length * width);
  issues.forEach(({ row }, at) => {
    asked.set(embeddings.subarray(row * width, (row + 1) * width), at * width);
  });
  // One more than wanted: the row itself is among its own nearest.
  const { count, rows, similarities } = nearestNeighbours('labelIssues', embeddings, labels.length, asked, neighbours + 1);
  return issues.map((issue, at) => ({
    ...issue,
    neighbours: Array.from({ length: count }, (_, i) => at * count + i)
      .filter((place) => rows[place] !== issue.row)
      .slice(0, neighbours)
      .map((place) => ({ row: rows[place]!, label: labels[rows[place]!]!, similarity: similarities[place]! })),
  }));
}
