import { useComputedColorScheme } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import { useEffect, useRef, useState, type KeyboardEvent, type MouseEvent } from 'react';
import { isGood, nextCell, shownValue } from './confusion-matrix.js';
import type { DrawnMatrixProps } from './ConfusionTable.js';
import { describeCell } from './describe-cell.js';
import classes from './ConfusionTable.module.css';

/** Pixels of a cell, at least; where they do not fit, the drawing scrolls. */
const SMALLEST_CELL = 6;
const LARGEST_CELL = 16;

/** The matrix as a drawing, for many classes: what stands in a cell is read below it. Arrow keys lead from cell to cell, Enter opens one. */
export function ConfusionCanvas({ matrix: { rows, columns, cells }, value, onOpen }: DrawnMatrixProps) {
  const { ref, width } = useElementSize();
  const canvas = useRef<HTMLCanvasElement>(null);
  const [current, setCurrent] = useState({ row: 0, column: 0 });
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const side = Math.max(SMALLEST_CELL, Math.min(LARGEST_CELL, Math.floor(width / columns.length)));
  useEffect(() => {
    const context = canvas.current?.getContext('2d');
    if (!context || width === 0) return;
    const scale = window.devicePixelRatio;
    canvas.current!.width = columns.length * side * scale;
    canvas.current!.height = rows.length * side * scale;
    context.scale(scale, scale);
    const style = getComputedStyle(document.documentElement);
    const [faint, good, bad, text] = ['--faint', '--mantine-primary-color-filled', '--differs', '--mantine-color-text'].map((name) =>
      style.getPropertyValue(name),
    );
    cells.forEach((line, row) =>
      line.forEach((cell, column) => {
        const place = [column * side, row * side, side - 1, side - 1] as const;
        context.globalAlpha = 1;
        context.fillStyle = faint!;
        context.fillRect(...place);
        const { strength, text: shown } = shownValue(cell, value);
        if (shown === '') return;
        // What is there is seen, however little it is.
        context.globalAlpha = 0.25 + 0.75 * strength;
        context.fillStyle = isGood(cell, value) ? good! : bad!;
        context.fillRect(...place);
      }),
    );
    context.globalAlpha = 1;
    context.strokeStyle = text!;
    context.lineWidth = 1.5;
    context.strokeRect(current.column * side - 0.5, current.row * side - 0.5, side, side);
  }, [cells, rows, columns, side, value, width, scheme, current]);
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') onOpen(cells[current.row]![current.column]!);
    const next = nextCell(event.key, current, { rows: rows.length, columns: columns.length });
    if (next === undefined) return;
    event.preventDefault();
    setCurrent(next);
  };
  const placeOf = (event: MouseEvent<HTMLElement>): { readonly row: number; readonly column: number } => {
    const { left, top } = canvas.current!.getBoundingClientRect();
    const within = (at: number, count: number): number => Math.max(0, Math.min(count - 1, Math.floor(at / side)));
    return { row: within(event.clientY - top, rows.length), column: within(event.clientX - left, columns.length) };
  };
  const cell = cells[current.row]![current.column]!;
  return (
    <div ref={ref}>
      <div style={{ overflow: 'auto', padding: 4, margin: -4 }}>
        <div
          className={classes['frame']}
          role="application"
          aria-label={`What is taken for what: ${rows.length} labels down, ${columns.length} classes across. Arrow keys lead from cell to cell, Enter shows its pictures.`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          onMouseMove={(event) => setCurrent(placeOf(event))}
          onClick={(event) => {
            const { row, column } = placeOf(event);
            onOpen(cells[row]![column]!);
          }}
        >
          <canvas
            ref={canvas}
            className={classes['canvas']}
            style={{ width: columns.length * side, height: rows.length * side }}
            aria-hidden
          />
        </div>
      </div>
      <p className={classes['reading']} aria-live="polite">
        {describeCell(cell)}
      </p>
    </div>
  );
}
