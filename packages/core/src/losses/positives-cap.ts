import { CoreError } from '../errors.js';

/** Limits how many positives an anchor has beside the other views of its own image, which always count: the other images of its class are taken whole,
 * in the order in which the batch names them, until the next would go over the limit. What is left out is no negative either. As google-research
 * `supcon/losses.py` does it; the batch's order is random, so nothing else needs to be.
 * @param contrastLabels [M + Q], the batch's own M first.  @param rows M.  @param cap at least 0.
 * @param images [M] which image each row shows. Default every row its own; extra contrasts are images of their own.
 * @returns whether contrast j is left out for anchor i of the same label.
 * @throws CoreError BAD_LOSS for a cap that is no whole number >= 0, BAD_LABELS when images do not fit the rows or one image has two labels. */
export function capPositives(
  contrastLabels: Int32Array,
  rows: number,
  cap: number,
  images?: ArrayLike<number>,
): (i: number, j: number) => boolean {
  if (!Number.isInteger(cap) || cap < 0)
    throw new CoreError('BAD_LOSS', `supConLoss: positivesCap must be a whole number >= 0, got ${cap}`, { details: { positivesCap: cap } });
  if (images && images.length !== rows)
    throw new CoreError('BAD_LABELS', `supConLoss: ${rows} rows need ${rows} image numbers, got ${images.length}`);
  const groupOfImage = new Map<number, number>();
  const sizes: number[] = [];
  const groups = Int32Array.from(contrastLabels, (_, j) => {
    const known = j < rows && images ? groupOfImage.get(images[j]!) : undefined;
    const group = known ?? sizes.length;
    if (j < rows && images) groupOfImage.set(images[j]!, group);
    sizes[group] = (sizes[group] ?? 0) + 1;
    return group;
  });
  const labelOfGroup: number[] = [];
  contrastLabels.forEach((label, j) => {
    const group = groups[j]!;
    if (labelOfGroup[group] !== undefined && labelOfGroup[group] !== label)
      throw new CoreError('BAD_LABELS', `supConLoss: image ${images?.[j]} has the labels ${labelOfGroup[group]} and ${label}`);
    labelOfGroup[group] = label;
  });
  const takenBy = new Map<number, ReadonlySet<number>>();
  const taken = (own: number): ReadonlySet<number> => {
    const known = takenBy.get(own);
    if (known) return known;
    const chosen = new Set<number>();
    let positives = 0;
    for (let group = 0; group < sizes.length; group++) {
      if (group === own || labelOfGroup[group] !== labelOfGroup[own]) continue;
      positives += sizes[group]!;
      if (positives > cap) break;
      chosen.add(group);
    }
    takenBy.set(own, chosen);
    return chosen;
  };
  return (i, j) => groups[j] !== groups[i] && !taken(groups[i]!).has(groups[j]!);
}
