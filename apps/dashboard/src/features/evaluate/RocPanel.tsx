import type { Evaluation } from '@supcon/sdk';
import { Panel } from '../../components/Panel.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { UnitPlot } from './UnitPlot.js';
import classes from './UnitPlot.module.css';

/** How well strangers, pictures whose label the model does not know, are told from the others by the unknown score. */
export function RocPanel({ evaluation: { unknown, judge } }: { readonly evaluation: Evaluation }) {
  if (unknown === null)
    return (
      <Panel title="Are strangers told?">
        <p className={classes['text']}>
          {judge === null
            ? 'This model has no threshold for unknown pictures.'
            : 'No picture has a label that the model does not know: add some of other things, with labels of their own, and see.'}
        </p>
      </Panel>
    );
  const { auroc, atThreshold, curve, strangers, known, method } = unknown;
  const points = curve.map(({ falsePositiveRate, truePositiveRate }) => `${100 * falsePositiveRate},${100 - 100 * truePositiveRate}`);
  return (
    <Panel title="Are strangers told?">
      <UnitPlot
        label={`ROC of the unknown score: AUROC ${formatPercent(auroc)}. What the threshold does follows.`}
        x="Known called unknown, %"
        y="Strangers called unknown, %"
      >
        <polygon points={[...points, '100,100'].join(' ')} className={classes['area']} />
        <polyline points={points.join(' ')} className={classes['curve']} />
        <circle
          cx={100 * atThreshold.falsePositiveRate}
          cy={100 - 100 * atThreshold.truePositiveRate}
          r={1.8}
          className={classes['mark']}
        />
      </UnitPlot>
      <p className={classes['text']}>
        A stranger scores higher than a known picture in {formatPercent(auroc)} of the cases ({method}; {formatNumber(strangers)} strangers,{' '}
        {formatNumber(known)} known). The threshold, the dot, calls {formatPercent(atThreshold.truePositiveRate)} of the strangers unknown,
        and {formatPercent(atThreshold.falsePositiveRate)} of the others.
      </p>
    </Panel>
  );
}
