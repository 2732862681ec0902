import { useRef, useState, type KeyboardEvent } from 'react';
import { isGood, nextCell, shownValue, type ConfusionCell, type ConfusionMatrix } from './confusion-matrix.js';
import { describeCell } from './describe-cell.js';
import type { CellValue } from './evaluate-search.js';
import classes from './ConfusionTable.module.css';

/** What is drawn. */
export interface DrawnMatrixProps {
  readonly matrix: ConfusionMatrix;
  readonly value: CellValue;
  readonly onOpen: (cell: ConfusionCell) => void;
}

/** The matrix as a table. Arrow keys, Home and End lead from cell to cell, Enter opens one. */
export function ConfusionTable({ matrix: { rows, columns, cells }, value, onOpen }: DrawnMatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const [current, setCurrent] = useState({ row: 0, column: 0 });
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = nextCell(event.key, current, { rows: rows.length, columns: columns.length });
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.row} ${next.column}"]`)?.focus();
  };
  return (
    <div className={classes['scroll']}>
      <table ref={table} className={classes['table']} onKeyDown={onKeyDown}>
        <caption className="visually-hidden">
          Labels of pictures down, what the model takes them for across. Arrow keys lead from cell to cell, Enter shows its pictures.
        </caption>
        <thead>
          <tr>
            <td className={classes['corner']} />
            {columns.map((name) => (
              <th key={name} scope="col" className={classes['column']} title={name}>
                <span>{name}</span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((label, row) => (
            <tr key={label}>
              <th scope="row" className={classes['row']} title={label}>
                <span>{label}</span>
              </th>
              {cells[row]!.map((cell, column) => {
                const { text, strength } = shownValue(cell, value);
                return (
                  <td key={cell.predicted} className={classes['cell']}>
                    <button
                      type="button"
                      className={classes['button']}
                      data-cell={`${row} ${column}`}
                      data-good={isGood(cell, value)}
                      style={{ ['--strength' as string]: `${Math.round(45 * strength)}%` }}
                      tabIndex={row === current.row && column === current.column ? 0 : -1}
                      aria-label={describeCell(cell)}
                      title={describeCell(cell)}
                      onFocus={() => setCurrent({ row, column })}
                      onClick={() => onOpen(cell)}
                    >
                      {text}
                    </button>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
