/** Labels of view-major rows: the batch's labels once for each view. */
export function tileLabels(labels: Int32Array, views: number): Int32Array {
  const tiled = new Int32Array(labels.length * views);
  for (let view = 0; view < views; view++) tiled.set(labels, view * labels.length);
  return tiled;
}
