import { chartTitle, titleWidth } from './chart-title.js';
import { colourOf, shapeOf } from './palette.js';
import { FAINT_INK, INK, LINE_HEIGHT, renderSvg } from './render-chart.js';
import { linesOf, textWidth } from './text-width.js';

/** Points in two dimensions, coloured by class. */
export interface EmbeddingChartOptions {
  readonly title: string;
  /** A second line: what the axes are. */
  readonly subtitle: string;
  readonly labels: readonly string[];
  /** [N] index into `labels`. */
  readonly classes: ArrayLike<number>;
  /** [N, 2] */
  readonly points: Float64Array;
  /** Names of the axes where they mean something, as with PCA. */
  readonly axes?: readonly [string, string];
}

const PLOT = 380;
/** Pixels: labels are broken into lines of `widest`, columns are as high as the plot or longer where one label needs it. */
const LEGEND = { fontSize: 13, line: Math.ceil(13 * LINE_HEIGHT), gap: 9, sign: 12, widest: 220, column: PLOT } as const;

/** Points in the plane by class, in colour and shape, on axes of one scale. @returns SVG */
export function embeddingChart(options: EmbeddingChartOptions): string {
  const { title, subtitle, labels, classes, points, axes } = options;
  const legend = layOutLegend(labels);
  const size = {
    width: Math.max(PLOT + 66 + legend.width, titleWidth(title, subtitle)),
    height: 68 + Math.max(PLOT + (axes ? 40 : 20), legend.height),
  };
  const [[left, right], [bottom, top]] = squareRange(points);
  const axis = (name: string | undefined, min: number, max: number, gap: number) => ({
    type: 'value',
    min,
    max,
    name: name ?? '',
    nameLocation: 'middle',
    nameGap: gap,
    nameTextStyle: { color: FAINT_INK, fontSize: 12 },
    axisLabel: { show: false },
    axisTick: { show: false },
    axisLine: { show: true, onZero: false, lineStyle: { color: '#b6bec7' } },
    splitLine: { show: false },
  });
  const option = {
    title: chartTitle(title, subtitle),
    legend: {
      orient: 'vertical',
      left: PLOT + 60,
      top: 68,
      height: legend.height,
      itemGap: LEGEND.gap,
      itemWidth: LEGEND.sign,
      itemHeight: LEGEND.sign,
      textStyle: { color: INK, fontSize: LEGEND.fontSize, lineHeight: LEGEND.line },
      formatter: (label: string) => legend.names.get(label)!.join('\n'),
      data: [...labels],
    },
    grid: { outerBoundsMode: 'none', left: 44, top: 68, width: PLOT, height: PLOT, show: true, borderColor: '#b6bec7', borderWidth: 1 },
    xAxis: axis(axes?.[0], left, right, 12),
    yAxis: axis(axes?.[1], bottom, top, 12),
    series: labels.map((label, index) => ({
      type: 'scatter',
      name: label,
      symbol: shapeOf(index),
      symbolSize: classes.length > 600 ? 6 : 8,
      color: colourOf(index),
      itemStyle: { color: colourOf(index), opacity: 0.8 },
      data: Array.from({ length: classes.length }, (_, row) => row)
        .filter((row) => classes[row] === index)
        .map((row) => [round(points[2 * row]!), round(points[2 * row + 1]!)]),
    })),
  };
  return renderSvg(option, size, `${title}, ${classes.length} pictures of ${labels.length} classes`);
}

/** The lines of each label, and how much room the columns take. */
function layOutLegend(labels: readonly string[]): {
  readonly names: ReadonlyMap<string, readonly string[]>;
  readonly width: number;
  readonly height: number;
} {
  const names = new Map(labels.map((label) => [label, linesOf(label, LEGEND.fontSize, LEGEND.widest)]));
  const heights = labels.map((label) => Math.max(LEGEND.sign, names.get(label)!.length * LEGEND.line) + LEGEND.gap);
  const height = Math.max(LEGEND.column, ...heights);
  let [columns, used] = [1, 0];
  for (const own of heights) {
    if (used + own > height) [columns, used] = [columns + 1, 0];
    used += own;
  }
  const widest = Math.max(...[...names.values()].flat().map((line) => textWidth(line, LEGEND.fontSize)));
  return { names, width: columns * (LEGEND.sign + 5 + widest + LEGEND.gap) + 12, height };
}

/** A square around the points: one unit is as long across as up. */
function squareRange(points: Float64Array): readonly [readonly [number, number], readonly [number, number]] {
  const ranges = [0, 1].map((axis) => {
    let [low, high] = [Infinity, -Infinity];
    for (let at = axis; at < points.length; at += 2) [low, high] = [Math.min(low, points[at]!), Math.max(high, points[at]!)];
    return [low, high] as const;
  });
  const half = 0.54 * Math.max(1e-9, ...ranges.map(([low, high]) => high - low));
  const around = ([low, high]: readonly [number, number]): readonly [number, number] => [(low + high) / 2 - half, (low + high) / 2 + half];
  return [around(ranges[0]!), around(ranges[1]!)];
}

/** Five digits are more than a screen shows, and a third of the text. */
function round(value: number): number {
  return Number(value.toPrecision(5));
}
