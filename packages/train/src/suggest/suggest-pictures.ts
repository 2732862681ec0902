import { existsSync } from 'node:fs';
import { linearLogits, softmaxProbabilities, unknownScorer } from '@supcon/core';
import { readArtifact, type Artifact } from '@supcon/core/artifact';
import { writeFileAtomic } from '@supcon/core/files';
import { byCodePoint, className } from '@supcon/core/photos';
import type { Reporter } from '../console/reporter.js';
import { list } from '../data/list.js';
import { requireNewList } from '../data/photo-list.js';
import { TrainError } from '../errors.js';
import { cacheFolder } from '../home.js';
import { loadRecipe } from '../recipe/load-recipe.js';
import type { Recipe } from '../recipe/recipe-schema.js';
import { contactSheet } from './contact-sheet.js';
import { sheetText, type SuggestionCounts } from './describe-suggestions.js';
import { embedByContent } from './embed-by-content.js';
import { findArtifact } from './find-artifact.js';
import { findPool, type LabelledPicture } from './find-pool.js';
import { learnLabels } from './learn-labels.js';
import { rankPictures } from './rank-pictures.js';
import type { Guess, Suggestion } from './suggestion.js';
import { encoderOfArtifact, pretrainedEncoder } from './suggestion-encoder.js';
import { suggestionList } from './suggestion-list.js';

/** Which pictures there are, what judges them and where the answer goes. */
export interface SuggestOptions {
  /** Folder of the pictures without a label. */
  readonly data: string;
  /** Name or folder of an artifact. Default: the encoder of recipe `probe` as its public weights left it. */
  readonly artifact?: string;
  /** Folder or list of pictures that have a label. */
  readonly labelled?: string;
  /** Pictures wanted. */
  readonly count: number;
  readonly seed: number;
  /** The list, ending in .csv; the sheet goes beside it, ending in .html. */
  readonly out: string;
  readonly home: string;
  readonly reporter: Reporter;
  /** What stands in where there is no artifact. Default the public weights of the recipe's encoder. */
  readonly openPretrained?: typeof pretrainedEncoder;
}

/** What was suggested, and where it was written. */
export interface Suggested extends SuggestionCounts {
  readonly suggestions: readonly Suggestion[];
  readonly list: string;
  readonly sheet: string;
}

/** The recipe whose encoder and classifier stand in where there is no artifact. */
const RECIPE = 'probe';

/** Chooses the pictures that are worth a label next, and writes a list to fill in and a sheet to look at.
 * @throws TrainError USAGE for a list that is there already, NOT_FOUND, BAD_DATA; CoreError BAD_ARTIFACT. */
export async function suggestPictures(options: SuggestOptions): Promise<Suggested> {
  const { data, count, seed, out, home, reporter } = options;
  const sheet = sheetBeside(out);
  const artifact = options.artifact === undefined ? undefined : await readArtifact(await findArtifact(options.artifact, home));
  const pool = await findPool(data, options.labelled, reporter);
  const { recipe } = await loadRecipe(RECIPE);
  const encoder = artifact
    ? await encoderOfArtifact(artifact)
    : await (options.openPretrained ?? pretrainedEncoder)(recipe, home, reporter);
  const embedded = await embedByContent(encoder, [...pool.labelled, ...pool.candidates], {
    cacheFolder: cacheFolder(home),
    reporter,
  }).finally(() => encoder.encoder.dispose());
  const bad = [...pool.bad, ...embedded.bad];
  if (bad.length > 0) reporter.note(`Warning: ${bad.length} files that cannot be read are left out:\n${list(bad)}`);
  const readable = <T extends { readonly hash: string }>(pictures: readonly T[]): T[] =>
    pictures.filter(({ hash }) => embedded.byHash.has(hash));
  const [candidates, labelled] = [readable(pool.candidates), readable(pool.labelled)];
  if (candidates.length === 0)
    throw new TrainError(
      'BAD_DATA',
      `${data} has nothing left to label: of ${pool.found} pictures ${pool.alreadyLabelled} show what has a label, ${pool.copies} what another one shows, and the rest cannot be read`,
    );
  const stack = (pictures: readonly { readonly hash: string }[]): Float32Array => {
    const rows = new Float32Array(pictures.length * encoder.encoder.embeddingSize);
    pictures.forEach(({ hash }, at) => rows.set(embedded.byHash.get(hash)!, at * encoder.encoder.embeddingSize));
    return rows;
  };
  const [embeddings, known] = [stack(candidates), stack(labelled)];
  const judged = artifact
    ? await judgeByArtifact(artifact, embeddings, candidates.length)
    : judgeByLabels(labelled, known, embeddings, recipe, seed);
  const ranked = rankPictures({
    ...{ embeddings, rows: candidates.length, count, seed },
    known: labelled.length > 0 ? known : (judged?.reference ?? known),
    ...(judged ? { probabilities: judged.probabilities, unknown: judged.unknown } : {}),
  });
  const suggestions = ranked.map(({ row, uncertainty, standsFor }, at): Suggestion => {
    const guesses = judged ? likeliest(judged.probabilities, judged.labels, row) : [];
    return { ...candidates[row]!, rank: at + 1, uncertainty, standsFor, guesses, unknown: judged?.unknown.has(row) === true };
  });
  const counts: SuggestionCounts = {
    encoder: encoder.title,
    classes: judged?.labels.length,
    found: pool.found,
    candidates: candidates.length,
    copies: pool.copies,
    alreadyLabelled: pool.alreadyLabelled,
    labelled: labelled.length,
    unread: bad.length,
    suggested: suggestions.length,
  };
  const text = suggestionList(out, suggestions, labelled);
  // The list last: where it is, all is.
  await writeFileAtomic(sheet, await contactSheet(sheetText(counts, out), suggestions));
  await writeFileAtomic(out, text);
  return { ...counts, suggestions, list: out, sheet };
}

/** @throws TrainError USAGE for a list of another ending, or that is there already. */
function sheetBeside(out: string): string {
  requireNewList(out);
  const sheet = `${out.slice(0, -'.csv'.length)}.html`;
  if (existsSync(sheet))
    throw new TrainError('USAGE', `${sheet} is there already, and the sheet of ${out} would be; give another --out, or remove it`);
  return sheet;
}

/** What a classifier says of the candidates. */
interface Judged {
  readonly labels: readonly string[];
  /** [N, C] */
  readonly probabilities: Float32Array | Float64Array;
  readonly unknown: ReadonlySet<number>;
  /** [M, D] of pictures that it was trained on, where they are known. */
  readonly reference?: Float32Array;
}

/** Calibrated probabilities and the artifact's own score of unknown pictures. */
async function judgeByArtifact(artifact: Artifact, embeddings: Float32Array, rows: number): Promise<Judged> {
  const { labels, calibration, unknown } = artifact.manifest;
  const classifier = await artifact.loadClassifier();
  const logits = linearLogits(classifier, embeddings, rows);
  const reference = await artifact.loadReference();
  const threshold = unknown?.thresholds[unknown.method];
  const scores =
    reference && unknown && threshold !== undefined ? unknownScorer(reference, classifier, embeddings, logits)(unknown.method) : undefined;
  return {
    labels,
    probabilities: softmaxProbabilities(logits, labels.length, calibration?.temperature),
    unknown: new Set(scores ? [...scores.keys()].filter((row) => scores[row]! > threshold!) : []),
    ...(reference ? { reference: reference.knn.reference } : {}),
  };
}

/** The same by a classifier that the labels there are have fitted. @returns undefined where there are fewer than two classes. */
function judgeByLabels(
  labelled: readonly LabelledPicture[],
  known: Float32Array,
  embeddings: Float32Array,
  { stage2: { l2: grid, scaling } }: Recipe,
  seed: number,
): Judged | undefined {
  const learnt = labelled.map(({ label }) => className(label));
  const labels = [...new Set(learnt)].sort(byCodePoint);
  if (labels.length < 2) return undefined;
  const at = new Map(labels.map((label, index) => [label, index]));
  const data = { embeddings: known, labels: Int32Array.from(learnt, (label) => at.get(label)!) };
  const { classifier, temperature } = learnLabels(data, labels.length, { grid, scaling, seed });
  const rows = embeddings.length / (known.length / labelled.length);
  return {
    labels,
    probabilities: softmaxProbabilities(linearLogits(classifier, embeddings, rows), labels.length, temperature),
    unknown: new Set(),
  };
}

function likeliest(probabilities: Float32Array | Float64Array, labels: readonly string[], row: number): readonly Guess[] {
  return labels
    .map((label, at) => ({ label, probability: probabilities[row * labels.length + at]! }))
    .sort((a, b) => b.probability - a.probability)
    .slice(0, 2);
}
