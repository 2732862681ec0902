/** Indices of the others, nearest first. @param values [N, any] */
export function ranked(values: ArrayLike<number>, count: number, own: number): number[] {
  const width = values.length / count;
  const distance = (j: number): number => {
    let sum = 0;
    for (let at = 0; at < width; at++) sum += (values[own * width + at]! - values[j * width + at]!) ** 2;
    return sum;
  };
  return Array.from({ length: count }, (_, j) => j)
    .filter((j) => j !== own)
    .sort((a, b) => distance(a) - distance(b));
}

/** Venna and Kaski 2001: 1 when the k nearest in the picture are the k nearest in the data. @param rows [N, D]  @param points [N, 2 or 3] */
export function trustworthiness(rows: ArrayLike<number>, points: ArrayLike<number>, count: number, k: number): number {
  let penalty = 0;
  for (let i = 0; i < count; i++) {
    const inData = ranked(rows, count, i);
    for (const j of ranked(points, count, i).slice(0, k)) penalty += Math.max(0, inData.indexOf(j) + 1 - k);
  }
  return 1 - (2 / (count * k * (2 * count - 3 * k - 1))) * penalty;
}
