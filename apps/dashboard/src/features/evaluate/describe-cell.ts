import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import type { ConfusionCell } from './confusion-matrix.js';

/** A cell in words. */
export function describeCell({ label, predicted, count, ofLabel, difference }: ConfusionCell): string {
  const pictures = `${formatNumber(count)} ${count === 1 ? 'picture' : 'pictures'} of ${label}`;
  const taken = label === predicted ? 'recognised' : `taken for ${predicted}`;
  const than =
    difference === undefined || difference === 0
      ? ''
      : `, ${Math.abs(difference)} ${difference > 0 ? 'more' : 'fewer'} than by the other model`;
  return `${pictures} ${taken}${count === 0 ? '' : `, ${formatPercent(ofLabel)}`}${than}`;
}
