import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { topConfusions, type ConfusionCell, type ConfusionMatrix } from './confusion-matrix.js';
import classes from './ConfusionTable.module.css';

const MOST = 10;

/** Which matrix, and whether another model is held against it. */
export interface TopConfusionsProps {
  readonly matrix: ConfusionMatrix;
  readonly compared: boolean;
  readonly onOpen: (cell: ConfusionCell) => void;
}

/** The cells in which most pictures are wrong. */
export function TopConfusions({ matrix, compared, onOpen }: TopConfusionsProps) {
  const top = topConfusions(matrix, MOST);
  if (top.length === 0) return null;
  return (
    <div style={{ overflowX: 'auto', marginBottom: 18 }}>
      <table className={classes['list']}>
        <caption className="visually-hidden">Top confusions</caption>
        <thead>
          <tr>
            <th scope="col">Label</th>
            <th scope="col">Taken for</th>
            <th scope="col" className={classes['number']}>
              Pictures
            </th>
            <th scope="col" className={classes['number']}>
              Of the label
            </th>
            {compared && (
              <th scope="col" className={classes['number']}>
                Difference
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {top.map((cell) => (
            <tr key={`${cell.label} ${cell.predicted}`}>
              <td>{cell.label}</td>
              <td>
                <button type="button" className={classes['open']} onClick={() => onOpen(cell)}>
                  {cell.predicted}
                </button>
              </td>
              <td className={classes['number']}>{formatNumber(cell.count)}</td>
              <td className={classes['number']}>{formatPercent(cell.ofLabel)}</td>
              {compared && <td className={classes['number']}>{cell.difference === 0 ? '±0' : formatSigned(cell.difference ?? 0)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function formatSigned(value: number): string {
  return `${value > 0 ? '+' : '−'}${Math.abs(value)}`;
}
