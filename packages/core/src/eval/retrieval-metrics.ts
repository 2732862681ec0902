import { CoreError } from '../errors.js';
import { embeddingWidth, type LabelledEmbeddings } from '../math/labelled-embeddings.js';
import { normaliseRows } from '../math/normalise-rows.js';
import { scanSimilarities } from '../math/scan-similarities.js';
import { mapAtR } from './map-at-r.js';
import { precisionAt1 } from './precision-at-1.js';
import { rPrecision } from './r-precision.js';
import { recallAtK } from './recall-at-k.js';
import { relevantRanks } from './relevant-ranks.js';

/** Means over the queries that have an item of their class to find; null where there is none. All 0..1. */
export interface RetrievalMetrics {
  readonly queries: number;
  /** Queries without another item of their class: left out of the means. */
  readonly loneQueries: number;
  readonly precisionAt1: number | null;
  readonly rPrecision: number | null;
  readonly mapAtR: number | null;
  /** By k. */
  readonly recallAtK: Readonly<Record<string, number | null>>;
}

/** What is searched, and at which k recall is taken. */
export interface RetrievalOptions {
  /** What is searched. Default: the queries themselves, each without itself. */
  readonly gallery?: LabelledEmbeddings;
  /** Default 1, 5, 10. */
  readonly ks?: readonly number[];
}

/** How well search by cosine similarity finds items of the query's class. Exact, in blocks: memory grows with N, time with N².
 * @throws CoreError BAD_SHAPE. */
export function retrievalMetrics(queries: LabelledEmbeddings, { gallery, ks = [1, 5, 10] }: RetrievalOptions = {}): RetrievalMetrics {
  const searched = gallery ?? queries;
  const width = embeddingWidth('retrievalMetrics', searched.embeddings, searched.labels.length);
  if (queries.embeddings.length !== queries.labels.length * width)
    throw new CoreError(
      'BAD_SHAPE',
      `retrievalMetrics: ${queries.labels.length} queries of ${width} like the gallery's are ${queries.labels.length * width} values, got ${queries.embeddings.length}`,
    );
  const stray = ks.find((k) => !Number.isInteger(k) || k < 1);
  if (stray !== undefined) throw new CoreError('BAD_SHAPE', `retrievalMetrics: every k must be a whole number of at least 1, got ${stray}`);
  const members = membersByLabel(searched.labels);
  const isMember = new Uint8Array(searched.labels.length);
  const sums = { lone: 0, first: 0, r: 0, map: 0, recall: ks.map(() => 0) };
  const unit = normaliseRows(searched.embeddings, width).unit;
  const asked = gallery ? normaliseRows(queries.embeddings, width).unit : unit;
  scanSimilarities(asked, unit, width, (query, similarities) => {
    const self = gallery ? -1 : query;
    const own = (members.get(queries.labels[query]!) ?? new Int32Array(0)).filter((item) => item !== self);
    if (own.length === 0) {
      sums.lone++;
      return;
    }
    for (const item of own) isMember[item] = 1;
    const ranks = relevantRanks(similarities, own, isMember, self);
    for (const item of own) isMember[item] = 0;
    sums.first += precisionAt1(ranks);
    sums.r += rPrecision(ranks);
    sums.map += mapAtR(ranks);
    ks.forEach((k, i) => (sums.recall[i]! += recallAtK(ranks, k)));
  });
  const counted = queries.labels.length - sums.lone;
  const mean = (sum: number): number | null => (counted === 0 ? null : sum / counted);
  return {
    queries: queries.labels.length,
    loneQueries: sums.lone,
    precisionAt1: mean(sums.first),
    rPrecision: mean(sums.r),
    mapAtR: mean(sums.map),
    recallAtK: Object.fromEntries(ks.map((k, i) => [String(k), mean(sums.recall[i]!)])),
  };
}

function membersByLabel(labels: Int32Array): Map<number, Int32Array> {
  const lists = new Map<number, number[]>();
  labels.forEach((label, item) => {
    const list = lists.get(label);
    if (list) list.push(item);
    else lists.set(label, [item]);
  });
  return new Map([...lists].map(([label, list]) => [label, Int32Array.from(list)]));
}
