import {
  auroc,
  createRng,
  DEFAULT_UNKNOWN_SCORE,
  fitLinearClassifier,
  fitUnknownReference,
  linearLogits,
  takeRows,
  takeTurns,
  UNKNOWN_SCORES,
  unknownScorer,
  type LabelledEmbeddings,
  type LinearFitOptions,
  type UnknownScoreName,
} from '@supcon/core';
import { stackEmbeddings } from './stack-embeddings.js';

/** A number for each score. */
export type PerScore = Readonly<Record<UnknownScoreName, number>>;

/** Which score is to tell unknown pictures, and why. */
export interface UnknownChoice {
  readonly method: UnknownScoreName;
  /** `default` where there are too few classes or pictures to leave any out. */
  readonly by: 'left-out classes' | 'default';
  /** Mean AUROC of each score over what was left out; where something was. */
  readonly aurocs?: PerScore;
}

/** What the choice is made on. */
export interface UnknownChoiceOptions {
  /** Features of the frozen encoder, not normalised. */
  readonly train: LabelledEmbeddings;
  /** The known pictures of the comparison; those of left-out classes are unknown ones. */
  readonly validation: LabelledEmbeddings;
  readonly classes: number;
  /** How the classifiers without the left-out classes are fitted: as the artifact's own. */
  readonly fit: Pick<LinearFitOptions, 'l2' | 'scaling'>;
  /** Default 0. */
  readonly seed?: number;
}

/** Times that something is left out, at most: a class each time, or several where there are more. */
const ROUNDS = 10;
/** Rows on either side of one round, at most, the classes taking turns: the covariance of 1,280 features then takes about a second. */
const ROWS = 1000;
/** Of L-BFGS: the order of the pictures stands long before the last digits of the loss do. */
const ITERATIONS = 30;
/** Standard errors by which a score must be better than the default over what is left out: the mean of few rounds says little, and the best of eight such
 * means flatters. */
const BEYOND_DOUBT = 2;
/** Pictures on either side below which an AUROC says too little. */
const FEWEST = 10;

/** Chooses the score that tells trained classes best when they are left out in turn, if it is better than the default beyond doubt: classifier and scores are fitted on the training pictures of the other
 * classes, and have to tell all pictures of what is left out from the validation pictures of the others. Pictures that are unknown to the artifact take no
 * part. An encoder that was trained on these classes knows what is left out here, so that really unknown pictures may be told less well; a frozen one does
 * not.
 * @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function chooseUnknownScore({ train, validation, classes, fit, seed = 0 }: UnknownChoiceOptions): UnknownChoice {
  const rounds = leftOutGroups(classes, seed).flatMap((group) => {
    const others = (data: LabelledEmbeddings): LabelledEmbeddings => filterRows(data, (label) => !group.has(label));
    const own = (data: LabelledEmbeddings): LabelledEmbeddings => filterRows(data, (label) => group.has(label));
    const learnt = takeTurns(others(train), ROWS, seed);
    const known = takeTurns(others(validation), ROWS, seed);
    const strange = takeTurns(stackEmbeddings([own(train), own(validation)]), ROWS, seed);
    const enough = new Set(learnt.labels).size >= 2 && Math.min(known.labels.length, strange.labels.length) >= FEWEST;
    return enough ? [tellApart(learnt, known, strange, fit)] : [];
  });
  if (rounds.length < 2) return { method: DEFAULT_UNKNOWN_SCORE, by: 'default' };
  const aurocs = perScore((name) => rounds.reduce((sum, round) => sum + round[name], 0) / rounds.length);
  const better = UNKNOWN_SCORES.filter((name) => isBetter(rounds, name));
  return {
    method: better.reduce<UnknownScoreName>((best, name) => (aurocs[name] > aurocs[best] ? name : best), DEFAULT_UNKNOWN_SCORE),
    by: 'left-out classes',
    aurocs,
  };
}

/** Whether a score beats the default by that many standard errors of the difference, round by round. */
function isBetter(rounds: readonly PerScore[], name: UnknownScoreName): boolean {
  const differences = rounds.map((round) => round[name] - round[DEFAULT_UNKNOWN_SCORE]);
  const mean = differences.reduce((sum, value) => sum + value, 0) / rounds.length;
  const variance = differences.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rounds.length - 1);
  return mean > BEYOND_DOUBT * Math.sqrt(variance / rounds.length);
}

/** Every class is in one group. */
function leftOutGroups(classes: number, seed: number): ReadonlySet<number>[] {
  const order = createRng(seed, 'left-out').shuffle(Array.from({ length: classes }, (_, c) => c));
  const groups = Math.min(ROUNDS, classes);
  return Array.from({ length: groups }, (_, group) => new Set(order.filter((_, at) => at % groups === group)));
}

/** AUROC of each score fitted on `learnt`. */
function tellApart(
  learnt: LabelledEmbeddings,
  known: LabelledEmbeddings,
  strange: LabelledEmbeddings,
  fit: UnknownChoiceOptions['fit'],
): PerScore {
  // Classes are counted without gaps.
  const classes = [...new Set(learnt.labels)].sort((a, b) => a - b);
  const at = new Map(classes.map((label, index) => [label, index]));
  const data = { embeddings: learnt.embeddings, labels: learnt.labels.map((label) => at.get(label)!) };
  const classifier = fitLinearClassifier(data.embeddings, data.labels.length, data.labels, classes.length, {
    ...fit,
    iterations: ITERATIONS,
  });
  const reference = fitUnknownReference(data, data, classifier);
  const [ofKnown, ofStrange] = [known, strange].map(({ embeddings, labels }) =>
    unknownScorer(reference, classifier, embeddings, linearLogits(classifier, embeddings, labels.length)),
  ) as [ReturnType<typeof unknownScorer>, ReturnType<typeof unknownScorer>];
  return perScore((name) => auroc(ofStrange(name), ofKnown(name)));
}

function perScore(value: (name: UnknownScoreName) => number): PerScore {
  return Object.fromEntries(UNKNOWN_SCORES.map((name) => [name, value(name)])) as PerScore;
}

function filterRows(data: LabelledEmbeddings, wanted: (label: number) => boolean): LabelledEmbeddings {
  return takeRows(
    data,
    Array.from(data.labels.keys()).filter((row) => wanted(data.labels[row]!)),
  );
}
