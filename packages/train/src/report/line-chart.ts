import { colourOf } from './palette.js';
import { FAINT_INK, GRID_LINE, INK, renderSvg, type ChartSize } from './render-chart.js';

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
/** Lines in one row of the legend. */
const LEGEND_COLUMNS = 2;

/** Lines over one honest axis: linear and from the smallest to the largest value unless said otherwise. @returns SVG */
export function lineChart(lines: readonly Line[], options: LineChartOptions): string {
  const { title, x, y, yRange, percent = false, logarithmic = false } = options;
  const size = { width: options.width ?? SIZE.width, height: options.height ?? SIZE.height };
  const legendRows = lines.length > 1 ? Math.ceil(lines.length / LEGEND_COLUMNS) : 0;
  const axisStyle = {
    nameTextStyle: { color: FAINT_INK, fontSize: 13 },
    axisLabel: { color: FAINT_INK, fontSize: 12 },
    axisLine: { show: true, lineStyle: { color: FAINT_INK } },
  };
  const option = {
    title: { text: title, left: 16, top: 10, textStyle: { color: INK, fontSize: 16, fontWeight: 600 } },
    legend: {
      show: legendRows > 0,
      left: 62,
      top: 38,
      width: size.width - 90,
      itemGap: 26,
      itemWidth: 26,
      textStyle: { color: INK, fontSize: 12 },
      data: lines.map(({ name }) => name),
    },
    grid: { outerBoundsMode: 'none', left: 72, right: 28, top: 52 + 24 * legendRows, bottom: 56 },
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
  return renderSvg(option, size, `${title}: ${lines.map(({ name }) => name).join(', ')} over ${x}`);
}
