import type { Evaluation } from '@supcon/sdk';
import { Panel } from '../../components/Panel.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { UnitPlot } from './UnitPlot.js';
import classes from './UnitPlot.module.css';

/** Whether confidence means what it says: how often answers of each confidence are right. */
export function ReliabilityPanel({ evaluation: { calibration } }: { readonly evaluation: Evaluation }) {
  const bins = calibration.bins.filter(({ count }) => count > 0);
  return (
    <Panel title="Can confidence be believed?">
      <UnitPlot
        label={`Reliability: accuracy against confidence, calibration error ${formatPercent(calibration.expectedError)}. A table follows.`}
        x="Confidence, %"
        y="Right, %"
      >
        {bins.map(({ lower, upper, accuracy, confidence }) => (
          <g key={lower}>
            <rect
              x={100 * lower + 0.6}
              width={100 * (upper - lower) - 1.2}
              y={100 - 100 * accuracy}
              height={100 * accuracy}
              className={classes['bar']}
            />
            <circle cx={100 * confidence} cy={100 - 100 * accuracy} r={1.1} className={classes['point']} />
          </g>
        ))}
      </UnitPlot>
      <p className={classes['text']}>
        Calibration error {formatPercent(calibration.expectedError)}: so far apart are confidence and accuracy, on average. On the dashed
        line they are the same.
      </p>
      <div className="visually-hidden">
        <table>
          <caption>How often answers of each confidence are right</caption>
          <thead>
            <tr>
              <th scope="col">Mean confidence</th>
              <th scope="col">Right</th>
              <th scope="col">Pictures</th>
            </tr>
          </thead>
          <tbody>
            {bins.map(({ lower, confidence, accuracy, count }) => (
              <tr key={lower}>
                <td>{formatPercent(confidence)}</td>
                <td>{formatPercent(accuracy)}</td>
                <td>{formatNumber(count)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
