/** Which points of a long curve to show in little room: of each stretch the lowest and the highest, and the two ends, so that no spike is lost and none is made up.
 * @param values finite numbers. @param most at least 4. @returns places in `values`, ascending, `most` of them at most; all where there are no more. */
export function thinCurve(values: readonly number[], most: number): number[] {
  const last = values.length - 1;
  if (values.length <= most) return [...values.keys()];
  const stretches = Math.floor((most - 2) / 2);
  const inner = last - 1;
  const kept = new Set([0, last]);
  for (let stretch = 0; stretch < stretches; stretch++) {
    const from = 1 + Math.floor((stretch * inner) / stretches);
    const to = 1 + Math.floor(((stretch + 1) * inner) / stretches);
    let [lowest, highest] = [from, from];
    for (let at = from; at < to; at++) {
      if (values[at]! < values[lowest]!) lowest = at;
      if (values[at]! > values[highest]!) highest = at;
    }
    kept.add(lowest).add(highest);
  }
  return [...kept].sort((a, b) => a - b);
}
