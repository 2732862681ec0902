const MAX_HALVINGS = 100;
/** Of the entropy, nats. */
const TOLERANCE = 1e-7;

/** How likely rows are to be neighbours: Gaussians around each row, as wide as gives every row the same perplexity, made symmetric.
 * @param rows [N, D] float32.  @param count N.  @param perplexity 1..N - 1.  @returns [N, N] float64, symmetric, zero diagonal, sum 1.
 * @see van der Maaten and Hinton 2008, equations 1 and section 3.1. */
export function jointProbabilities(rows: Float32Array, count: number, perplexity: number): Float64Array {
  const distances = squaredDistances(rows, count);
  const conditional = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    fitRow(distances.subarray(i * count, (i + 1) * count), i, perplexity, conditional.subarray(i * count, (i + 1) * count));
  const joint = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < count; j++) joint[i * count + j] = (conditional[i * count + j]! + conditional[j * count + i]!) / (2 * count);
  return joint;
}

/** Finds the precision β by bisection, so that exp(-β d²) has the entropy log(perplexity). Rows that lie on others get an even share. */
function fitRow(distances: Float64Array, own: number, perplexity: number, out: Float64Array): void {
  const wanted = Math.log(perplexity);
  const nearest = distances.reduce((least, distance, j) => (j === own ? least : Math.min(least, distance)), Infinity);
  let [low, high, beta] = [0, Infinity, 1];
  for (let halving = 0; halving < MAX_HALVINGS; halving++) {
    let [sum, weighted] = [0, 0];
    for (let j = 0; j < out.length; j++) {
      // Less the nearest distance: the ratios stay, and the largest weight is 1.
      const away = distances[j]! - nearest;
      const weight = j === own ? 0 : Math.exp(-beta * away);
      out[j] = weight;
      sum += weight;
      weighted += weight * away;
    }
    for (let j = 0; j < out.length; j++) out[j]! /= sum;
    const surplus = Math.log(sum) + (beta * weighted) / sum - wanted;
    if (Math.abs(surplus) < TOLERANCE) return;
    if (surplus > 0) low = beta;
    else high = beta;
    beta = high === Infinity ? beta * 2 : (low + high) / 2;
  }
}

function squaredDistances(rows: Float32Array, count: number): Float64Array {
  const width = rows.length / count;
  const distances = new Float64Array(count * count);
  for (let i = 0; i < count; i++)
    for (let j = 0; j < i; j++) {
      let sum = 0;
      for (let at = 0; at < width; at++) {
        const difference = rows[i * width + at]! - rows[j * width + at]!;
        sum += difference * difference;
      }
      distances[i * count + j] = sum;
      distances[j * count + i] = sum;
    }
  return distances;
}
