/** How many training pictures a class has. */
export interface ClassSize {
  readonly label: string;
  readonly count: number;
}

/** More pictures of one class for one of another than this are worth a word. */
const MOST_IMBALANCE = 3;

/** The largest and the smallest class, where the largest has more than three times the pictures of the smallest. */
export function strongImbalance(
  classes: readonly ClassSize[],
): { readonly most: ClassSize; readonly least: ClassSize; readonly message: string } | undefined {
  const sorted = [...classes].sort((a, b) => a.count - b.count);
  const [least, most] = [sorted[0], sorted.at(-1)];
  if (!least || !most || most.count <= MOST_IMBALANCE * least.count) return undefined;
  const times = (most.count / Math.max(1, least.count)).toFixed(1);
  return { most, least, message: `the largest class has ${times} times the pictures of the smallest` };
}
