import type { Evaluation } from '@supcon/sdk';

/** By which classes may be sorted: the worst first, by name, or those with most pictures. */
export type ClassOrder = 'label' | 'precision' | 'recall' | 'f1' | 'support' | 'difference';

/** How right a model is about a class, and how much more than another one is. */
export type ComparedClass = Evaluation['classes'][number] & { readonly difference: number | undefined };

/** Classes in an order; of equals, by name. @param others of the model that it is held against. */
export function sortClasses(
  classes: Evaluation['classes'],
  others: Evaluation['classes'] | undefined,
  by: ClassOrder,
): readonly ComparedClass[] {
  const held = new Map(others?.map(({ label, f1 }) => [label, f1]));
  const rows = classes.map((each) => {
    const theirs = held.get(each.label);
    return { ...each, difference: theirs === undefined ? undefined : each.f1 - theirs };
  });
  const rank = (row: ComparedClass): number =>
    by === 'label' ? 0 : by === 'support' ? -row.support : by === 'difference' ? (row.difference ?? Number.POSITIVE_INFINITY) : row[by];
  return rows.sort((a, b) => rank(a) - rank(b) || a.label.localeCompare(b.label, 'en', { numeric: true }));
}
