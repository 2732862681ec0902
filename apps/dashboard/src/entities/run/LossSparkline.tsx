import { Sparkline } from '../../components/Sparkline.js';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import type { RunOutline } from './run-outline.js';

/** The loss of a run as a small line: the contrastive one where the run has one, otherwise the cross-entropy. Never both. */
export function LossSparkline({ line, width }: { readonly line: RunOutline['line']; readonly width?: number }) {
  return (
    <Sparkline values={line?.values ?? []} color={SERIES_COLORS[line?.kind ?? 'contrastive']} {...(width === undefined ? {} : { width })} />
  );
}
