import type { Run } from '@supcon/sdk';
import { SERIES_COLORS } from '../../theme/series-colors.js';
import { Panel } from '../../components/Panel.js';
import { ScoreBars } from '../../components/ScoreBars.js';
import { formatDuration } from '../../format/format-duration.js';
import { formatNumber } from '../../format/format-number.js';
import { contrastiveLossName } from '../../entities/run/loss-name.js';
import { bestOf, lastOf, type RunCurves } from '../../entities/run/run-curves.js';
import classes from './ProgressPanel.module.css';

/** How a training does that has no result yet.
 * @param loss `stage1.loss` of the recipe. */
export function ProgressPanel({ curves, loss, run }: { readonly curves: RunCurves; readonly loss: string; readonly run: Run }) {
  const best = bestOf(curves, 'knn');
  const facts: [name: string, value: string | undefined][] = [
    [contrastiveLossName(loss), write(lastOf(curves, 'contrastive'))],
    ['Cross-entropy', write(lastOf(curves, 'crossEntropy'))],
    ['Throughput', write(lastOf(curves, 'imagesPerSecond'), ' images/s')],
    ['Left in stage 1', run.etaSeconds === undefined ? undefined : formatDuration(run.etaSeconds)],
  ];
  return (
    <Panel title="So far">
      <ScoreBars
        label="Accuracy so far"
        scores={[
          {
            name: 'Validation 5-NN',
            value: best?.value,
            note: best === undefined ? 'not measured yet' : `best, at epoch ${best.epoch}`,
            color: SERIES_COLORS.knn,
          },
        ]}
      />
      <dl className={classes['facts']}>
        {facts.map(
          ([name, value]) =>
            value !== undefined && (
              <div key={name} style={{ display: 'contents' }}>
                <dt>{name}</dt>
                <dd>{value}</dd>
              </div>
            ),
        )}
      </dl>
    </Panel>
  );
}

function write(value: number | undefined, unit = ''): string | undefined {
  return value === undefined ? undefined : `${formatNumber(value)}${unit}`;
}
