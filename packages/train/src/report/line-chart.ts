import { chartTitle, titleWidth } from './chart-title.js';
import { colourOf } from './palette.js';
import { FAINT_INK, GRID_LINE, INK, renderSvg, type ChartSize } from './render-chart.js';
import { textWidth } from './text-width.js';

/** One curve. */
export interface Line {
  readonly name: string;
  /** x, y; a gap where y is undefined. */
  readonly points: readonly (readonly [number, number | undefined])[];
  /** Number in the palette. Default: its place. */
  readonly colour?: number;
  readonly dashed?: boolean;
  /** Dots on the points: for few of them. */
  readonly dots?: boolean;
}

/** Titles, ranges and scales of a chart of curves. */
export interface LineChartOptions extends Partial<ChartSize> {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  /** Default: from the data. */
  readonly yRange?: readonly [number, number];
  readonly percent?: boolean;
  readonly logarithmic?: boolean;
  /** Whole numbers on the x axis. */
  readonly wholeX?: boolean;
}

const SIZE: ChartSize = { width: 580, height: 350 };
/** Of the legend, in pixels: sign and spaces of an entry, the height of a row, and what lies beside all of it. */
const LEGEND = { beside: 76, sign: 36, gap: 22, fontSize: 12, row: 34 } as const;

/** Lines over one honest axis: linear and from the smallest to the largest value unless said otherwise. @returns SVG */
export function lineChart(lines: readonly Line[], options: LineChartOptions): string {
  const { title, x, y, yRange, percent = false, logarithmic = false } = options;
  const longest = Math.max(0, ...lines.map(({ name }) => textWidth(name, LEGEND.fontSize)));
  const size = {
    width: Math.max(options.width ?? SIZE.width, titleWidth(title), lines.length > 1 ? LEGEND.beside + LEGEND.sign + longest : 0),
    height: options.height ?? SIZE.height,
  };
  const legendWidth = size.width - LEGEND.beside;
  const rows = lines.length > 1 ? legendRows(lines, legendWidth) : 0;
  // A long legend makes the picture taller, not the plot smaller.
  const height = size.height + LEGEND.row * Math.max(0, rows - 1);
  const axisStyle = {
    nameTextStyle: { color: FAINT_INK, fontSize: 13 },
    axisLabel: { color: FAINT_INK, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: FAINT_INK } },
  };
  const option = {
    title: chartTitle(title),
    legend: {
      show: rows > 0,
      left: 62,
      top: 38,
      width: legendWidth,
      itemGap: LEGEND.gap,
      itemWidth: 26,
      textStyle: { color: INK, fontSize: LEGEND.fontSize },
      data: lines.map(({ name }) => name),
    },
    grid: { outerBoundsMode: 'none', left: 72, right: 28, top: 52 + LEGEND.row * rows, bottom: 56 },
    xAxis: {
      type: 'value',
      name: x,
      nameLocation: 'middle',
      nameGap: 32,
      min: 'dataMin',
      max: 'dataMax',
      ...(options.wholeX === true ? { minInterval: 1 } : {}),
      splitLine: { show: false },
      axisTick: { show: true, lineStyle: { color: FAINT_INK } },
      ...axisStyle,
    },
    yAxis: {
      type: logarithmic ? 'log' : 'value',
      name: y,
      nameLocation: 'middle',
      nameGap: 50,
      nameRotate: 90,
      ...(yRange ? { min: yRange[0], max: yRange[1] } : { scale: true }),
      splitLine: { lineStyle: { color: GRID_LINE } },
      ...axisStyle,
      axisLabel: { ...axisStyle.axisLabel, ...(percent ? { formatter: (value: number) => `${Math.round(value * 100)} %` } : {}) },
    },
    series: lines.map((line, index) => {
      const colour = colourOf(line.colour ?? index);
      return {
        type: 'line',
        name: line.name,
        data: line.points.map(([at, value]) => [at, value ?? '-']),
        showSymbol: line.dots ?? line.points.length < 3,
        symbol: 'circle',
        symbolSize: 7,
        connectNulls: false,
        color: colour,
        lineStyle: { color: colour, width: 2.2, type: line.dashed === true ? 'dashed' : 'solid' },
        itemStyle: { color: colour },
      };
    }),
  };
  return renderSvg(option, { width: size.width, height }, `${title}: ${lines.map(({ name }) => name).join(', ')} over ${x}`);
}

/** Rows into which the entries flow, by the width of their names. */
function legendRows(lines: readonly Line[], width: number): number {
  let [rows, used] = [1, 0];
  for (const { name } of lines) {
    const own = LEGEND.sign + textWidth(name, LEGEND.fontSize);
    if (used > 0 && used + own > width) [rows, used] = [rows + 1, 0];
    used += own + LEGEND.gap;
  }
  return rows;
}
