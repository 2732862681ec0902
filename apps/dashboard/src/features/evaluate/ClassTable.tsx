import type { Evaluation } from '@supcon/sdk';
import { useState } from 'react';
import { Panel } from '../../components/Panel.js';
import { formatNumber } from '../../format/format-number.js';
import { formatPercent } from '../../format/format-percent.js';
import { formatDifference } from './format-difference.js';
import { sortClasses, type ClassOrder } from './sort-classes.js';
import classes from './ConfusionTable.module.css';

const COLUMNS: readonly { readonly by: ClassOrder; readonly name: string }[] = [
  { by: 'label', name: 'Class' },
  { by: 'precision', name: 'Precision' },
  { by: 'recall', name: 'Recall' },
  { by: 'f1', name: 'F1' },
  { by: 'support', name: 'Pictures' },
];

/** Whose classes, and those of the model that they are held against. */
export interface ClassTableProps {
  readonly evaluation: Evaluation;
  readonly other: Evaluation | undefined;
  readonly model: string;
}

/** How right the model is about each class, the worst first. */
export function ClassTable({ evaluation, other, model }: ClassTableProps) {
  const [by, setBy] = useState<ClassOrder>('f1');
  const rows = sortClasses(evaluation.classes, other?.classes, by);
  const columns = other ? [...COLUMNS.slice(0, 4), { by: 'difference' as const, name: 'F1 difference' }, ...COLUMNS.slice(4)] : COLUMNS;
  return (
    <Panel title="Classes">
      <div style={{ overflow: 'auto', maxHeight: 460 }} tabIndex={0} role="region" aria-label={`Classes of ${model}`}>
        <table className={classes['list']}>
          <thead>
            <tr>
              {columns.map((column) => (
                <th
                  key={column.by}
                  scope="col"
                  aria-sort={column.by !== by ? 'none' : by === 'support' ? 'descending' : 'ascending'}
                  className={column.by === 'label' ? '' : classes['number']}
                >
                  <button type="button" className={classes['sort']} data-on={column.by === by} onClick={() => setBy(column.by)}>
                    {column.name}
                  </button>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ label, precision, recall, f1, support, difference }) => (
              <tr key={label}>
                <td>{label}</td>
                <td className={classes['number']}>{formatPercent(precision)}</td>
                <td className={classes['number']}>{formatPercent(recall)}</td>
                <td className={classes['number']}>{formatPercent(f1)}</td>
                {other && <td className={classes['number']}>{difference === undefined ? '–' : formatDifference(difference)}</td>}
                <td className={classes['number']}>{formatNumber(support)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
