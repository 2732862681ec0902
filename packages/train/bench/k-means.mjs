import { createRng } from '@supcon/core';
import { squaredDistance, take } from './embedding-rows.mjs';

/** Lloyd's k-means behind k-means++. @returns {{ labels: Int32Array, means: Float32Array }} */
export function kMeans(rows, width, count, seed, weights) {
  const total = rows.length / width;
  const rng = createRng(seed, 'suggest', 'k-means', count);
  const first = [rng.integer(total)];
  const nearest = new Float64Array(total).fill(Infinity);
  while (first.length < count) {
    let sum = 0;
    for (let row = 0; row < total; row++) {
      nearest[row] = Math.min(nearest[row], squaredDistance(rows, row, rows, first.at(-1), width));
      sum += nearest[row] * (weights?.[row] ?? 1);
    }
    let left = rng.uniform() * sum;
    let row = 0;
    while (row < total - 1 && (left -= nearest[row] * (weights?.[row] ?? 1)) > 0) row++;
    first.push(row);
  }
  const means = take(rows, width, first);
  let labels = new Int32Array(total);
  for (let round = 0; round < 20; round++) {
    const found = nearestMeans(rows, means, width);
    if (round > 0 && found.every((label, row) => label === labels[row])) break;
    labels = found;
    const sums = new Float64Array(means.length);
    const mass = new Float64Array(count);
    for (let row = 0; row < total; row++) {
      const weight = weights?.[row] ?? 1;
      mass[labels[row]] += weight;
      for (let d = 0; d < width; d++) sums[labels[row] * width + d] += weight * rows[row * width + d];
    }
    for (let at = 0; at < sums.length; at++) if (mass[Math.floor(at / width)] > 0) means[at] = sums[at] / mass[Math.floor(at / width)];
  }
  return { labels, means };
}

function nearestMeans(rows, means, width) {
  const count = means.length / width;
  return Int32Array.from({ length: rows.length / width }, (_, row) => {
    let [best, least] = [0, Infinity];
    for (let mean = 0; mean < count; mean++) {
      const distance = squaredDistance(rows, row, means, mean, width);
      if (distance < least) [best, least] = [mean, distance];
    }
    return best;
  });
}
