import { SERIES_COLORS } from '../../theme/series-colors.js';
import { Panel } from '../../components/Panel.js';
import { formatPercent } from '../../format/format-percent.js';
import { LineChart } from './LineChart.js';
import { contrastiveLossName } from '../../entities/run/loss-name.js';
import { bestOf, hasValues, type RunCurves } from '../../entities/run/run-curves.js';
import classes from './RunPage.module.css';

/** A chart for each quantity of stage 1. The contrastive loss and the cross-entropy each have their own: their sizes say nothing about one another.
 * @param loss `stage1.loss` of the recipe, which names the contrastive one. */
export function RunCharts({ curves, loss, lastEpoch }: { readonly curves: RunCurves; readonly loss: string; readonly lastEpoch: number }) {
  const { epochs } = curves;
  const best = bestOf(curves, 'knn');
  const percent = { format: formatPercent, formatTick: (share: number) => `${Math.round(100 * share)} %` };
  const charts = [
    { title: contrastiveLossName(loss), unit: 'nats', values: curves.contrastive, color: SERIES_COLORS.contrastive },
    { title: 'Cross-entropy', unit: 'nats', values: curves.crossEntropy, color: SERIES_COLORS.crossEntropy },
    {
      title: 'Validation 5-NN',
      unit: 'accuracy',
      values: curves.knn,
      color: SERIES_COLORS.knn,
      ...percent,
      range: [0, 1] as const,
      mark: best && { ...best, name: 'best' },
    },
    {
      title: 'Training accuracy',
      unit: 'augmented pictures',
      values: curves.accuracy,
      color: SERIES_COLORS.accuracy,
      ...percent,
      range: [0, 1] as const,
    },
    { title: 'Learning rate', unit: 'at the end of the epoch', values: curves.learningRate, color: SERIES_COLORS.learningRate },
    { title: 'Throughput', unit: 'images/s', values: curves.imagesPerSecond, color: SERIES_COLORS.throughput },
  ];
  return (
    <div className={classes['charts']}>
      {charts
        .filter(({ values }) => hasValues(values))
        .map((chart) => (
          <Panel key={chart.title}>
            <LineChart {...chart} epochs={epochs} lastEpoch={lastEpoch} />
          </Panel>
        ))}
    </div>
  );
}
