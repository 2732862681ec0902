import { groupColor, NO_GROUP_COLOR } from '../../theme/group-colors.js';

/** Points that share a colour. */
export interface ColourGroup {
  /** What stands in the address for it; null for points that have nothing to be coloured by. */
  readonly value: string | null;
  /** For people. */
  readonly name: string;
  readonly count: number;
  /** `#rrggbb` */
  readonly color: string;
}

/** Which point has which colour, by anything: N points in groups, however they came about. */
export interface Colouring {
  /** [N] places in `groups`. */
  readonly group: Uint16Array;
  readonly groups: readonly ColourGroup[];
}

/** Groups that there can be: their number is kept in 16 bits. The last one then holds all labels that no group of its own is left for. */
const MOST_GROUPS = 65_536;

/** Points by their label, the most frequent one first. @param label [N] places in `labels`; -1 for none. @param most groups at most. */
export function colourByLabel(label: Int32Array, labels: readonly string[], most = MOST_GROUPS): Colouring {
  /** [labels + 1] of each label, those without one at the end. */
  const counts = new Uint32Array(labels.length + 1);
  const slotOf = (at: number): number => (label[at]! < 0 ? labels.length : label[at]!);
  for (let at = 0; at < label.length; at++) counts[slotOf(at)]!++;
  const ranked = [...counts.keys()]
    .filter((slot) => counts[slot]! > 0 && slot < labels.length)
    .sort((a, b) => counts[b]! - counts[a]! || labels[a]!.localeCompare(labels[b]!, 'en', { numeric: true }));
  const groups: ColourGroup[] = ranked
    .slice(0, most)
    .map((slot, place) => ({ value: labels[slot]!, name: labels[slot]!, count: counts[slot]!, color: groupColor(place) }));
  const placeOf = new Uint16Array(labels.length + 1);
  ranked.forEach((slot, place) => (placeOf[slot] = Math.min(place, most - 1)));
  const without = counts[labels.length]!;
  const shared = ranked.length + Number(without > 0) > most;
  if (shared) {
    const rest = label.length - groups.slice(0, most - 1).reduce((sum, { count }) => sum + count, 0);
    groups.splice(most - 1, 1, { value: '', name: 'other labels', count: rest, color: NO_GROUP_COLOR });
    placeOf[labels.length] = most - 1;
  } else if (without > 0) {
    placeOf[labels.length] = groups.length;
    groups.push({ value: null, name: 'no label', count: without, color: NO_GROUP_COLOR });
  }
  return { group: Uint16Array.from(label, (_, at) => placeOf[slotOf(at)]!), groups };
}

/** Which points are shown in their colour: those of isolated groups that lie in the lasso; without either, all.
 * @param only places of the isolated groups; all where it is empty. @param inside [N] 1 for points in the lasso. */
export function litPoints({ group }: Colouring, only: ReadonlySet<number>, inside: Uint8Array | undefined): Uint8Array {
  const lit = new Uint8Array(group.length);
  for (let at = 0; at < group.length; at++) lit[at] = Number((only.size === 0 || only.has(group[at]!)) && inside?.[at] !== 0);
  return lit;
}
