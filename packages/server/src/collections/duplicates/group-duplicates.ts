import { principalComponents } from '@supcon/core/projections';
import { similarityOf } from '../../domain/unit-vector.js';

/** Items that are near-duplicates of each other, by their rows. */
export interface DuplicateGroup {
  /** At least two, ascending; the first stands for the group. */
  readonly rows: readonly number[];
  /** Of each to the first, in their order. */
  readonly similarities: readonly number[];
}

/** Directions along which vectors are told apart before they are compared as a whole. */
const AXES = 16;
/** Rows that the directions are fitted on, at most. */
const FITTED = 1000;
/** More than rounding to float32 moves a cosine or a squared distance. */
const ROUNDING = 1e-5;
/** Equal vectors have a cosine that is 1 but for the rounding of float64. */
const EQUAL = 1e-9;

/** Groups of near-duplicates: two whose cosine is at least the threshold are in one group, and so is whatever hangs together by such pairs. All pairs are compared, and none is missed: a
 * pair that lies further apart along some directions than its cosine allows is passed over without comparing the rest of it. Of one order of rows the answer is always the same.
 * @param rows [count, dimensions], unit length; those of no direction are like nothing. @param tell hears now and then how many rows are done.
 * @returns the largest group first, of equal size the one whose first row comes first. */
export function groupDuplicates(
  rows: Float32Array,
  { count, dimensions, threshold }: { readonly count: number; readonly dimensions: number; readonly threshold: number },
  tell: (done: number) => void = () => undefined,
): DuplicateGroup[] {
  const rowOf = (at: number): Float32Array => rows.subarray(at * dimensions, (at + 1) * dimensions);
  const usable = Uint32Array.from({ length: count }, (_, at) => at).filter((at) => rowOf(at).some((value) => value !== 0));
  const { along, width } = coordinates(rows, usable, dimensions);
  // Of unit vectors; the distance along some directions is never more than the whole.
  const mostApart = Math.max(0, 2 - 2 * threshold) + ROUNDING;
  const reach = Math.sqrt(mostApart);
  const order = Uint32Array.from(usable.keys()).sort((a, b) => along[a * width]! - along[b * width]! || a - b);
  const groups = createGroups(count);
  for (let i = 0; i < order.length; i++) {
    if (i % 64 === 0) tell(i);
    const a = order[i]!;
    const first = along[a * width]!;
    for (let j = i + 1; j < order.length; j++) {
      const b = order[j]!;
      if (along[b * width]! - first > reach) break;
      if (apart(along, a * width, b * width, width, mostApart) > mostApart) continue;
      const [rowA, rowB] = [usable[a]!, usable[b]!];
      if (groups.of(rowA) === groups.of(rowB)) continue;
      if ((similarityOf(rowOf(rowA), rowOf(rowB)) ?? -1) >= threshold - EQUAL) groups.join(rowA, rowB);
    }
  }
  tell(order.length);
  return [...membersOf(usable, groups.of)]
    .filter((members) => members.length > 1)
    .map((members) => ({
      rows: members,
      similarities: members.map((at) => (at === members[0] ? 1 : Math.min(1, similarityOf(rowOf(members[0]!), rowOf(at)) ?? 0))),
    }))
    .sort((a, b) => b.rows.length - a.rows.length || a.rows[0]! - b.rows[0]!);
}

/** Where rows lie along their main directions, and how long the rest of each is: as many numbers a row whose distance is never more than that of the rows. */
function coordinates(
  rows: Float32Array,
  usable: Uint32Array,
  dimensions: number,
): { readonly along: Float64Array; readonly width: number } {
  const step = Math.max(1, Math.ceil(usable.length / FITTED));
  const chosen = usable.filter((_, at) => at % step === 0);
  const sample = new Float32Array(chosen.length * dimensions);
  chosen.forEach((row, at) => sample.set(rows.subarray(row * dimensions, (row + 1) * dimensions), at * dimensions));
  const axes = Math.min(AXES, dimensions, chosen.length);
  const { mean, components } =
    axes === 0 ? { mean: new Float32Array(dimensions), components: new Float32Array() } : principalComponents(sample, chosen.length, axes);
  const found = components.length / dimensions;
  const width = found + 1;
  const along = new Float64Array(usable.length * width);
  usable.forEach((row, at) => {
    let rest = 0;
    for (let i = 0; i < dimensions; i++) rest += (rows[row * dimensions + i]! - mean[i]!) ** 2;
    for (let axis = 0; axis < found; axis++) {
      let sum = 0;
      for (let i = 0; i < dimensions; i++) sum += (rows[row * dimensions + i]! - mean[i]!) * components[axis * dimensions + i]!;
      along[at * width + axis] = sum;
      rest -= sum ** 2;
    }
    along[at * width + found] = Math.sqrt(Math.max(0, rest));
  });
  return { along, width };
}

/** Squared distance, or as much of it as shows that it is more than a bound. */
function apart(along: Float64Array, a: number, b: number, width: number, bound: number): number {
  let sum = 0;
  for (let axis = 0; axis < width && sum <= bound; axis++) sum += (along[a + axis]! - along[b + axis]!) ** 2;
  return sum;
}

/** Which rows hang together; a group goes by its lowest row. */
function createGroups(count: number) {
  const parents = Uint32Array.from({ length: count }, (_, at) => at);
  const of = (row: number): number => {
    let root = row;
    while (parents[root] !== root) root = parents[root]!;
    for (let at = row; parents[at] !== root;) [at, parents[at]] = [parents[at]!, root];
    return root;
  };
  return {
    of,
    join: (a: number, b: number): void => {
      const [rootA, rootB] = [of(a), of(b)];
      parents[Math.max(rootA, rootB)] = Math.min(rootA, rootB);
    },
  };
}

function membersOf(rows: Uint32Array, of: (row: number) => number): Iterable<number[]> {
  const members = new Map<number, number[]>();
  for (const row of rows) {
    const root = of(row);
    const known = members.get(root);
    if (known) known.push(row);
    else members.set(root, [row]);
  }
  return members.values();
}
