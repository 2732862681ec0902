import type { Collection } from '@supcon/sdk';
import { modelId } from '../../entities/model/model-id.js';
import { formatAgo } from '../../format/format-ago.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';

/** What there is to say of a collection and its index, in the order in which it is read.
 * @param now milliseconds since 1970. */
export function collectionFacts(
  { items, index, embeddingSize, model, usable, losses, createdAt }: Collection,
  now: number,
): { readonly name: string; readonly value: string }[] {
  const { kind, ef, recall, check, tombstones, unusable } = index;
  return [
    { name: 'Pictures', value: formatNumber(items) },
    { name: 'Deleted, still in the index', value: formatNumber(tombstones) },
    { name: 'Vectors', value: `${embeddingSize} numbers of ${modelId(model)}${usable ? '' : ', which is gone'}` },
    { name: 'Searched', value: kind === 'exact' ? 'exactly: every picture is compared' : 'through an HNSW graph' },
    ...(ef === undefined ? [] : [{ name: 'Candidates a search looks at (ef)', value: formatNumber(ef) }]),
    ...(recall === undefined ? [] : [{ name: 'Recall of the nearest ten', value: formatPercent(recall) }]),
    {
      name: 'Findable',
      value: check
        ? `${formatPercent(check.checked === 0 ? 1 : 1 - (check.missing - check.repaired) / check.checked)} of ${formatNumber(check.checked)} asked for, ${formatAgo(check.checkedAt, now)}`
        : 'not looked at yet',
    },
    ...(unusable === 0 ? [] : [{ name: 'Damaged vectors', value: `${formatNumber(unusable)}, which no search finds` }]),
    { name: 'Losses', value: losses.length === 0 ? 'none' : `${formatNumber(losses.reduce((sum, loss) => sum + loss.items, 0))} items` },
    { name: 'Made', value: formatAgo(createdAt, now) },
  ];
}
