/** The rows of the largest values, largest first. @param {Float64Array} values @param {number} count */
export function top(values, count) {
  return [...values.keys()].sort((a, b) => values[b] - values[a] || a - b).slice(0, count);
}

/** @param {Float32Array} rows @param {number} width @param {readonly number[]} kept */
export function take(rows, width, kept) {
  const taken = new Float32Array(kept.length * width);
  kept.forEach((row, at) => taken.set(rows.subarray(row * width, (row + 1) * width), at * width));
  return taken;
}

/** Rows of length 1, the mean of all taken out before. @param {import('./suggest-strategies.mjs').Input} input */
export function centred({ embeddings, rows, known }) {
  const width = embeddings.length / rows;
  const all = new Float32Array(embeddings.length + known.length);
  all.set(embeddings);
  all.set(known, embeddings.length);
  const count = all.length / width;
  const mean = new Float64Array(width);
  all.forEach((value, at) => (mean[at % width] += value / count));
  for (let row = 0; row < count; row++) {
    let square = 0;
    for (let d = 0; d < width; d++) square += (all[row * width + d] -= mean[d]) ** 2;
    for (let d = 0; d < width; d++) all[row * width + d] /= Math.sqrt(square) || 1;
  }
  return { own: all.subarray(0, embeddings.length), known: all.subarray(embeddings.length), width };
}

/** @param {Float32Array} a @param {number} i @param {Float32Array} b @param {number} j @param {number} width */
export function squaredDistance(a, i, b, j, width) {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += (a[i * width + d] - b[j * width + d]) ** 2;
  return sum;
}
