import 'uplot/dist/uPlot.min.css';
import { useComputedColorScheme } from '@mantine/core';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import uPlot from 'uplot';
import { formatNumber } from '../../format/format-number.js';
import { tableRows } from './table-rows.js';
import classes from './LineChart.module.css';

/** One curve over the epochs of a run. */
export interface LineChartProps {
  readonly title: string;
  /** Of the vertical axis. */
  readonly unit: string;
  /** Rows of the horizontal axis, ascending. */
  readonly epochs: readonly number[];
  /** As long as `epochs`; null where nothing was measured. */
  readonly values: readonly (number | null)[];
  readonly color: string;
  /** The last epoch that there will be, so that the line grows into its chart. */
  readonly lastEpoch: number;
  readonly format?: (value: number) => string;
  /** The same for the axis, where there is less room. */
  readonly formatTick?: (value: number) => string;
  /** Limits of the vertical axis; by the values otherwise. */
  readonly range?: readonly [number, number];
  /** A point to mark, and what it is. */
  readonly mark?: { readonly epoch: number; readonly value: number; readonly name: string } | undefined;
}

const HEIGHT = 190;
/** Of the table beside a chart: a row for each of thousands of epochs stops the browser. */
const MOST_ROWS = 200;

/** One quantity over the epochs, drawn by uPlot. The cursor is shared by all charts of the page and moves with the mouse or the arrow keys; dragging zooms, a double click
 * shows everything again. A table with the same numbers stands beside it for those who cannot see it. */
export function LineChart({
  title,
  unit,
  epochs,
  values,
  color,
  lastEpoch,
  format = formatNumber,
  formatTick = format,
  range,
  mark,
}: LineChartProps) {
  const id = useId();
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const zoomed = useRef(false);
  const latest = useRef({ epochs, values, lastEpoch, mark, formatTick });
  const [row, setRow] = useState<number>();
  const scheme = useComputedColorScheme('light', { getInitialValueInEffect: false });
  const [low, high] = range ?? [];

  useEffect(() => {
    latest.current = { epochs, values, lastEpoch, mark, formatTick };
  });

  // A new chart for another look only: new numbers go into the one that is there, so that zoom and cursor stay.
  useEffect(() => {
    const parent = box.current!;
    const style = getComputedStyle(document.documentElement);
    const quiet = style.getPropertyValue('--quiet');
    const line = style.getPropertyValue('--line');
    const axis: uPlot.Axis = {
      stroke: quiet,
      grid: { stroke: line, width: 1 },
      ticks: { show: false },
      font: '11px Inter Variable, sans-serif',
    };
    const chart = new uPlot(
      {
        width: parent.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        padding: [8, 10, 0, 0],
        scales: {
          x: {
            time: false,
            range: (_, from, to) => (zoomed.current ? [from, to] : [Math.min(1, from), Math.max(latest.current.lastEpoch, 2)]),
          },
          y: low !== undefined && high !== undefined ? { range: [low, high] } : {},
        },
        axes: [
          {
            ...axis,
            size: 28,
            incrs: [1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 20_000, 50_000, 100_000, 200_000, 500_000, 1_000_000],
          },
          { ...axis, size: 52, values: (_, ticks) => ticks.map((tick) => latest.current.formatTick(tick)) },
        ],
        series: [
          {},
          {
            stroke: color,
            width: 2,
            spanGaps: true,
            fill: `${color}1a`,
            points: { show: (_, __, from, to) => to - from < 40, size: 5, fill: color, stroke: color },
          },
        ],
        cursor: {
          sync: { key: 'run' },
          drag: { x: true, y: false },
          focus: { prox: 30 },
          points: { size: 8, fill: color, stroke: color },
          bind: {
            dblclick: (self, _target, handler) => (event) => {
              zoomed.current = false;
              handler(event);
              self.setData(self.data);
              return null;
            },
          },
        },
        hooks: {
          setCursor: [(self) => setRow(self.cursor.idx ?? undefined)],
          setSelect: [
            (self) => {
              if (self.select.width > 0) zoomed.current = true;
            },
          ],
          draw: [
            (self) => {
              const { mark: best } = latest.current;
              if (best === undefined) return;
              const { ctx } = self;
              const x = self.valToPos(best.epoch, 'x', true);
              const y = self.valToPos(best.value, 'y', true);
              ctx.save();
              ctx.beginPath();
              ctx.arc(x, y, 6 * devicePixelRatio, 0, 2 * Math.PI);
              ctx.strokeStyle = color;
              ctx.lineWidth = 2 * devicePixelRatio;
              ctx.stroke();
              ctx.restore();
            },
          ],
        },
      },
      dataOf(latest.current.epochs, latest.current.values),
      parent,
    );
    plot.current = chart;
    const resized = new ResizeObserver(() => chart.setSize({ width: parent.clientWidth, height: HEIGHT }));
    resized.observe(parent);
    return () => {
      resized.disconnect();
      chart.destroy();
      plot.current = null;
    };
  }, [scheme, color, low, high]);

  useEffect(() => {
    plot.current?.setData(dataOf(epochs, values), !zoomed.current);
    if (zoomed.current) plot.current?.redraw();
  }, [epochs, values, lastEpoch]);

  const measured = values.flatMap((value, index) => (value === null ? [] : [index]));
  const rows = tableRows(measured, MOST_ROWS);
  const move = (event: KeyboardEvent): void => {
    const chart = plot.current;
    if (chart === null || measured.length === 0) return;
    const at = row === undefined ? measured.length : measured.findLastIndex((index) => index <= row);
    const to = { ArrowLeft: at - 1, ArrowRight: at + 1, Home: 0, End: measured.length - 1 }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const index = measured[Math.max(0, Math.min(to, measured.length - 1))]!;
    chart.setCursor({ left: chart.valToPos(epochs[index]!, 'x'), top: chart.valToPos(values[index]!, 'y') });
  };

  const pointed = row !== undefined && typeof values[row] === 'number' ? row : undefined;
  const seen = pointed ?? measured.at(-1);
  return (
    <figure style={{ margin: 0 }} aria-labelledby={id}>
      <div className={classes['head']}>
        <h2 className={classes['title']} id={id}>
          {title} <span className={classes['unit']}>{unit}</span>
        </h2>
        {seen !== undefined && (
          <div className={classes['legend']} data-testid="chart-value">
            <span>
              epoch {epochs[seen]}: <b>{format(values[seen]!)}</b>
            </span>
            {mark !== undefined && (
              <span>
                {mark.name} <b>{format(mark.value)}</b> (epoch {mark.epoch})
              </span>
            )}
          </div>
        )}
      </div>
      <div
        ref={box}
        className={classes['plot']}
        tabIndex={0}
        role="img"
        aria-label={`${title}: line chart. Left and right arrow keys read its points; a table follows.`}
        onKeyDown={move}
      />
      <div className="visually-hidden" aria-live="polite">
        {pointed !== undefined && `epoch ${epochs[pointed]}: ${format(values[pointed]!)}`}
      </div>
      <div className="visually-hidden">
        <table>
          <caption>
            {title}
            {rows.length < measured.length && `, ${rows.length} of ${measured.length} points`}
          </caption>
          <thead>
            <tr>
              <th scope="col">Epoch</th>
              <th scope="col">
                {title}, {unit}
              </th>
            </tr>
          </thead>
          <tbody>
            {rows.map((index) => (
              <tr key={epochs[index]}>
                <td>{epochs[index]}</td>
                <td>{format(values[index]!)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </figure>
  );
}

function dataOf(epochs: readonly number[], values: readonly (number | null)[]): uPlot.AlignedData {
  return [[...epochs], [...values]];
}
