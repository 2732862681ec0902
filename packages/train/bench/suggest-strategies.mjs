import { chooseRepresentatives, createRng, marginUncertainty, nearestNeighbours } from '@supcon/core';
import { rankPictures } from '../dist/suggest/rank-pictures.js';
import { centred, squaredDistance, take, top } from './embedding-rows.mjs';
import { kMeans } from './k-means.mjs';

/**
 * Pictures to choose from.
 * @typedef {object} Input
 * @property {Float32Array} embeddings [N, D]
 * @property {number} rows N
 * @property {Float32Array} known [M, D] that have a label
 * @property {Float64Array} [probabilities] [N, C]
 * @property {number} count
 * @property {number} seed
 */

/** Ways to choose the first labels, from embeddings alone. @type {Record<string, (input: Input) => readonly number[]>} */
export const FIRST = {
  suggest,
  random,
  'k-center': (input) => kCenter(input),
  TypiClust: typiClust,
};

/** Ways to choose the next ones, with a classifier of those before. @type {Record<string, (input: Input) => readonly number[]>} */
export const NEXT = {
  suggest,
  random,
  margin: (input) => top(margins(input), input.count),
  entropy: (input) => top(entropies(input), input.count),
  'k-center': (input) => kCenter(input),
  'margin x k-center': (input) => kCenter(input, margins(input)),
  TypiClust: typiClust,
  'margin x density': (input) => {
    const density = densities(input);
    return top(
      margins(input).map((margin, row) => margin * density[row]),
      input.count,
    );
  },
  BADGE: badge,
  'weighted k-means': (input) => {
    const weights = margins(input);
    return nearestToMeans(centred(input), top(weights, 4 * input.count), input.count, input.seed, weights);
  },
  'facility location': (input) => {
    const { own, known } = centred(input);
    return [...chooseRepresentatives(own, input.rows, input.count, { chosen: known }).rows];
  },
  'facility location of the undecided': (input) => {
    const { own, known, width } = centred(input);
    const weights = margins(input);
    const kept = top(weights, 4 * input.count);
    const rows = take(own, width, kept);
    const options = { chosen: known, weights: Float64Array.from(kept, (row) => weights[row]) };
    return [...chooseRepresentatives(rows, kept.length, input.count, options).rows].map((at) => kept[at]);
  },
};

/** @param {Input} input what `supcon suggest` does */
function suggest(input) {
  return rankPictures(input).map(({ row }) => row);
}

/** @param {Input} input */
function random(input) {
  return createRng(input.seed, 'suggest', 'random', input.known.length).shuffle(everyRow(input)).slice(0, input.count);
}

/** @param {Input} input */
const everyRow = ({ rows }) => Array.from({ length: rows }, (_, row) => row);
/** @param {Input} input */
const classesOf = ({ probabilities, rows }) => probabilities.length / rows;
/** @param {Input} input */
const margins = (input) => marginUncertainty(input.probabilities, classesOf(input));

/** @param {Input} input */
function entropies(input) {
  const classes = classesOf(input);
  return Float64Array.from({ length: input.rows }, (_, row) => {
    const own = input.probabilities.subarray(row * classes, (row + 1) * classes);
    return own.reduce((sum, p) => sum - (p > 0 ? p * Math.log(p) : 0), 0);
  });
}

/** Core-set (Sener and Savarese 2018): each time the row that is farthest from all that were chosen. @param {Input} input @param {Float64Array} [weights] */
function kCenter(input, weights) {
  const { own, known, width } = centred(input);
  const distances = new Float64Array(input.rows).fill(Infinity);
  for (let other = 0; other < known.length / width; other++)
    for (let row = 0; row < input.rows; row++) distances[row] = Math.min(distances[row], squaredDistance(own, row, known, other, width));
  /** @type {number[]} */
  const picked = [];
  while (picked.length < input.count) {
    const values = distances.map((distance, row) => Math.sqrt(Math.min(distance, 4)) * (weights?.[row] ?? 1));
    for (const row of picked) values[row] = -1;
    const best = top(values, 1)[0];
    picked.push(best);
    for (let row = 0; row < input.rows; row++) distances[row] = Math.min(distances[row], squaredDistance(own, row, own, best, width));
  }
  return picked;
}

/** Zhdanov 2019, Diverse mini-batch active learning: the row nearest to each mean. */
function nearestToMeans({ own, width }, kept, count, seed, weights) {
  const rows = take(own, width, kept);
  const { labels, means } = kMeans(rows, width, count, seed, weights && kept.map((row) => weights[row] + 1e-6));
  /** @type {Set<number>} */
  const picked = new Set();
  for (let mean = 0; mean < count; mean++) {
    const members = kept.map((_, at) => at).filter((at) => !picked.has(at));
    const inside = members.filter((at) => labels[at] === mean);
    const among = inside.length > 0 ? inside : members;
    const distances = among.map((at) => squaredDistance(rows, at, means, mean, width));
    picked.add(among[distances.indexOf(Math.min(...distances))]);
  }
  return [...picked].map((at) => kept[at]);
}

/** Mean similarity with the 20 nearest. @param {Input} input */
function densities(input) {
  const { own } = centred(input);
  const { similarities, count } = nearestNeighbours('densities', own, input.rows, undefined, 20);
  return Float64Array.from(
    { length: input.rows },
    (_, row) => similarities.subarray(row * count, (row + 1) * count).reduce((a, b) => a + b, 0) / count,
  );
}

/** Hacohen, Dekel and Weinshall 2022: as many clusters as labels in the end, and of the largest without a label the row with the nearest 20 neighbours. @param {Input} input */
function typiClust(input) {
  const { own, known, width } = centred(input);
  const all = new Float32Array(own.length + known.length);
  all.set(own);
  all.set(known, own.length);
  const clusters = Math.min(known.length / width + input.count, 500);
  const { labels } = kMeans(all, width, clusters, input.seed);
  const covered = new Int32Array(clusters);
  const members = Array.from({ length: clusters }, () => /** @type {number[]} */ ([]));
  labels.forEach((label, at) => {
    if (at < input.rows) members[label].push(at);
    else covered[label]++;
  });
  /** @type {number[]} */
  const picked = [];
  while (picked.length < input.count) {
    const order = members.map((_, label) => label).filter((label) => members[label].length > 0);
    const cluster = order.sort((a, b) => covered[a] - covered[b] || members[b].length - members[a].length)[0];
    const own20 = members[cluster].map((row) => {
      const distances = members[cluster].map((other) => Math.sqrt(squaredDistance(own, row, own, other, width))).sort((a, b) => a - b);
      const near = distances.slice(1, 21);
      return near.reduce((a, b) => a + b, 0) / Math.max(1, near.length);
    });
    const [best] = members[cluster].splice(own20.indexOf(Math.min(...own20)), 1);
    picked.push(best);
    covered[cluster]++;
  }
  return picked;
}

/** Ash and others 2020: k-means++ on the gradients of the last layer, (p - its class) x features, whose products are products of both parts. @param {Input} input */
function badge(input) {
  const { own, width } = centred(input);
  const classes = classesOf(input);
  const errors = Float64Array.from(input.probabilities);
  for (let row = 0; row < input.rows; row++) {
    const part = errors.subarray(row * classes, (row + 1) * classes);
    part[part.indexOf(Math.max(...part))] -= 1;
  }
  const dot = (values, size, i, j) => {
    let sum = 0;
    for (let d = 0; d < size; d++) sum += values[i * size + d] * values[j * size + d];
    return sum;
  };
  const norms = Float64Array.from({ length: input.rows }, (_, row) => dot(errors, classes, row, row) * dot(own, width, row, row));
  const rng = createRng(input.seed, 'suggest', 'badge', input.known.length);
  const picked = [top(norms, 1)[0]];
  const nearest = new Float64Array(input.rows).fill(Infinity);
  while (picked.length < input.count) {
    const last = picked.at(-1);
    let sum = 0;
    for (let row = 0; row < input.rows; row++) {
      const product = dot(errors, classes, row, last) * dot(own, width, row, last);
      nearest[row] = Math.min(nearest[row], Math.max(0, norms[row] + norms[last] - 2 * product));
    }
    for (const row of picked) nearest[row] = 0;
    for (const value of nearest) sum += value;
    let left = rng.uniform() * sum;
    let row = 0;
    while (row < input.rows - 1 && ((left -= nearest[row]) > 0 || nearest[row] === 0)) row++;
    picked.push(row);
  }
  return picked;
}
