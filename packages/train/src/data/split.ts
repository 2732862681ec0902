import { createHash } from 'node:crypto';
import { byCodePoint, type SplitName } from '@supcon/core/photos';
import { TrainError } from '../errors.js';
import { keepTogether } from './keep-together.js';
import { list } from './list.js';

/** What the split needs to know of an image. */
export interface SplitItem {
  readonly label: string;
  /** sha256 of the content: copies of one picture always stay on one side. */
  readonly hash: string;
  /** Where the folder puts it; undefined leaves it to `splitItems`. */
  readonly split: SplitName | undefined;
  /** The same number for pictures that show the same (`findNearDuplicates`); undefined for one that is alone. */
  readonly group?: number | undefined;
}

/** How much is set aside where the data does not say it. */
export interface SplitOptions {
  readonly seed: number;
  /** Share of the training pictures taken for validation where the folder has none. */
  readonly validation: number;
  /** Share of all pictures taken for the test where the folder has none. */
  readonly test: number;
  /** What is done with a class that has too few different pictures to take any out: `refuse` the data, or `train` with all of them. Default `refuse`. */
  readonly smallClasses?: 'refuse' | 'train';
}

/** Indices into the items, each ascending. */
export type Split = Readonly<Record<SplitName, readonly number[]>>;

/** Keeps the folder's own split and draws what is missing, class by class, by the rank of a seeded hash of each picture's content: the
 * outcome does not depend on names or order, and one more picture moves at most one other across a border. Groups of near-duplicates are then
 * brought to one side (`keepTogether`), which moves nobody else.
 * The test split is never used for a choice; validation is.
 * @throws TrainError BAD_DATA naming every class with too few pictures, where they are refused or fewer than two other classes are left. */
export function splitItems(items: readonly SplitItem[], options: SplitOptions): Split {
  const has = (name: SplitName): boolean => items.some((item) => item.split === name);
  const drawTest = !has('test');
  const drawValidation = !has('validation');
  const drawn: (SplitName | undefined)[] = items.map(() => undefined);
  const pools = new Map<string, number[]>();
  items.forEach((item, index) => {
    if (item.split !== undefined && item.split !== 'train') return;
    const pool = pools.get(item.label);
    if (pool) pool.push(index);
    else pools.set(item.label, [index]);
  });
  const needed = 2 + Number(drawTest) + Number(drawValidation);
  const problems: string[] = [];
  for (const label of [...pools.keys()].sort(byCodePoint)) {
    const groups = rankedGroups(items, pools.get(label)!, options.seed);
    if (groups.length < needed) {
      for (const index of groups.flat()) drawn[index] = 'train';
      problems.push(`class '${label}' has ${groups.length} different picture${groups.length === 1 ? '' : 's'}, needs at least ${needed}`);
      continue;
    }
    const taken = drawTest ? share(groups.length, options.test) : 0;
    const held = drawValidation ? share(groups.length - taken, options.validation) : 0;
    groups.forEach((group, rank) => {
      for (const index of group) drawn[index] = rank < taken ? 'test' : rank < taken + held ? 'validation' : 'train';
    });
  }
  // Nothing could be chosen or measured between fewer than two classes.
  if (problems.length > 0 && (options.smallClasses !== 'train' || pools.size - problems.length < 2))
    throw new TrainError(
      'BAD_DATA',
      `too few pictures to train, choose and test with:\n${list(problems)}\nAdd pictures, or remove the class.`,
      {
        details: { problems },
      },
    );
  keepTogether(items, drawn);
  const split: Record<SplitName, number[]> = { train: [], validation: [], test: [] };
  items.forEach((item, index) => split[drawn[index] ?? item.split ?? 'train'].push(index));
  return split;
}

/** Indices of equal content together, ordered by sha256(seed, content). */
function rankedGroups(items: readonly SplitItem[], indices: readonly number[], seed: number): number[][] {
  const groups = new Map<string, number[]>();
  for (const index of indices) {
    const { hash } = items[index]!;
    groups.set(hash, [...(groups.get(hash) ?? []), index]);
  }
  const rank = (hash: string): string => createHash('sha256').update(`${seed}:${hash}`).digest('hex');
  return [...groups]
    .map(([hash, group]) => ({ key: rank(hash), group }))
    .sort((a, b) => byCodePoint(a.key, b.key))
    .map(({ group }) => group);
}

function share(count: number, part: number): number {
  return Math.max(1, Math.round(count * part));
}
