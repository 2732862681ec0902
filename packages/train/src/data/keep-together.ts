import { byCodePoint, type SplitName } from '@supcon/core/photos';

/** What moving needs to know of an image. */
export interface GroupedItem {
  readonly label: string;
  /** sha256 of the content. */
  readonly hash: string;
  /** Pictures that show the same have the same number; undefined for one that is alone. */
  readonly group?: number | undefined;
}

/** Brings near-duplicates to one side of a drawn split; whoever is in no group stays where it is.
 *
 * A group goes where the picture with its lowest content hash lies, which favours no side, and to training where it would fill more than half
 * of what a class has on that side. A group stays divided where moving it would leave a class without a picture on a side, or with fewer
 * than two in training.
 * @param sides the drawn side of each item, changed in place; undefined for items that may not move (a folder's own val/ and test/). */
export function keepTogether(items: readonly GroupedItem[], sides: (SplitName | undefined)[]): void {
  const groups = new Map<number, number[]>();
  items.forEach(({ group }, index) => {
    if (group === undefined || sides[index] === undefined) return;
    const own = groups.get(group);
    if (own) own.push(index);
    else groups.set(group, [index]);
  });
  /** Pictures of a class on a side. */
  const counts = new Map<string, number>();
  const key = (side: SplitName, label: string): string => `${side} ${label}`;
  const add = (at: string, change: number): unknown => counts.set(at, (counts.get(at) ?? 0) + change);
  items.forEach(({ label }, index) => {
    if (sides[index] !== undefined) add(key(sides[index], label), 1);
  });

  const first = (group: readonly number[]): number => group.reduce((a, b) => (items[b]!.hash < items[a]!.hash ? b : a));
  const divided = [...groups.values()]
    .filter((group) => new Set(group.map((index) => sides[index])).size > 1)
    .map((group) => ({ group, leader: first(group) }))
    .sort((a, b) => byCodePoint(items[a.leader]!.hash, items[b.leader]!.hash));
  for (const { group, leader } of divided) {
    const labels = [...new Set(group.map((index) => items[index]!.label))];
    const size = (label: string): number => group.filter((index) => items[index]!.label === label).length;
    const wanted = sides[leader]!;
    const target = labels.some((label) => size(label) > (counts.get(key(wanted, label)) ?? 0) / 2) ? 'train' : wanted;
    const leaving = group.filter((index) => sides[index] !== target);
    for (const index of leaving) add(key(sides[index]!, items[index]!.label), -1);
    if (leaving.some((index) => counts.get(key(sides[index]!, items[index]!.label))! < (sides[index] === 'train' ? 2 : 1))) {
      for (const index of leaving) add(key(sides[index]!, items[index]!.label), 1);
      continue;
    }
    for (const index of leaving) {
      sides[index] = target;
      add(key(target, items[index]!.label), 1);
    }
  }
}
