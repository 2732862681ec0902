import type { RunEvent } from '@supcon/sdk';
import { Sparkline } from '../../components/Sparkline.js';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import { hasValues, runCurves } from './run-curves.js';

/** The loss of a run as a small line: the contrastive one where the run has one, otherwise the cross-entropy. Never both. */
export function LossSparkline({ events, width }: { readonly events: readonly RunEvent[]; readonly width?: number }) {
  const { contrastive, crossEntropy } = runCurves(events);
  const size = width === undefined ? {} : { width };
  return hasValues(contrastive) ? (
    <Sparkline values={contrastive} color={SERIES_COLORS.contrastive} {...size} />
  ) : (
    <Sparkline values={crossEntropy} color={SERIES_COLORS.crossEntropy} {...size} />
  );
}
