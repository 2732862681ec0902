import type { CustomSeriesRenderItemAPI } from 'echarts';
import { chartTitle, titleWidth } from './chart-title.js';
import { colourOf } from './palette.js';
import { FAINT_INK, GRID_LINE, INK, LINE_HEIGHT, renderSvg } from './render-chart.js';
import { linesOf, textWidth } from './text-width.js';

/** Bars that stand together, one for each of the recipes that are compared. */
export interface AccuracyGroup {
  readonly name: string;
  /** One value for each of `series`: the accuracies of all seeds, 0..1. None where there is nothing to show. */
  readonly values: readonly (readonly number[])[];
}

/** Pixels. */
const PLOT = { left: 66, right: 24 } as const;
const FONT_SIZE = 13;
const LEGEND_GAP = 18;

/** Bars from zero: the mean over seeds, with a whisker from the lowest to the highest seed and a dot for each.
 * @param series what stands side by side within a group. @returns SVG */
export function accuracyBars(groups: readonly AccuracyGroup[], series: readonly string[], title: string): string {
  const means = series.map((_, at) => groups.map(({ values }) => mean(values[at] ?? [])));
  const seeds = Math.max(0, ...groups.flatMap(({ values }) => values.map((list) => list.length)));
  const subtitle = seeds > 1 ? `Bar: mean of ${seeds} seeds; whisker: lowest to highest; dots: seeds` : 'One seed: no range to show';
  const legend = series.reduce((sum, name) => sum + 26 + 5 + textWidth(name, FONT_SIZE) + LEGEND_GAP, 0);
  const width = Math.max(520, 150 + groups.length * (34 + 56 * series.length), titleWidth(title, subtitle), 2 * 62 + legend);
  const groupWidth = (width - PLOT.left - PLOT.right) / Math.max(1, groups.length) - 8;
  const names = groups.map(({ name }) => linesOf(name, FONT_SIZE, groupWidth));
  const lineHeight = Math.ceil(FONT_SIZE * LINE_HEIGHT);
  const spare = lineHeight * (Math.max(1, ...names.map((lines) => lines.length)) - 1);
  const category = { axisLabel: { color: INK, fontSize: FONT_SIZE, lineHeight, interval: 0 }, axisTick: { show: false } };
  const option = {
    title: chartTitle(title, subtitle),
    legend: { left: 62, top: 60, itemGap: LEGEND_GAP, textStyle: { color: INK, fontSize: FONT_SIZE }, data: [...series] },
    grid: { outerBoundsMode: 'none', ...PLOT, top: 108, bottom: 40 + spare },
    xAxis: { type: 'category', data: names.map((lines) => lines.join('\n')), axisLine: { lineStyle: { color: FAINT_INK } }, ...category },
    yAxis: {
      type: 'value',
      min: 0,
      max: 1,
      axisLabel: { color: FAINT_INK, fontSize: 12, formatter: (value: number) => `${Math.round(value * 100)} %` },
      splitLine: { lineStyle: { color: GRID_LINE } },
    },
    series: [
      ...series.map((name, at) => ({
        type: 'bar',
        name,
        color: colourOf(at),
        itemStyle: { color: colourOf(at), opacity: 0.82 },
        barMaxWidth: 54,
        barGap: '18%',
        data: means[at]!.map((value) => value ?? '-'),
        label: {
          show: true,
          position: 'insideBottom',
          distance: 8,
          color: INK,
          backgroundColor: '#ffffff',
          padding: [3, 5, 2, 5],
          borderRadius: 3,
          fontSize: 12,
          fontWeight: 600,
          formatter: ({ value }: { value: unknown }) => (typeof value === 'number' ? (100 * value).toFixed(1) : ''),
        },
      })),
      ...(seeds > 1 ? [whiskers(groups, series.length)] : []),
    ],
  };
  return renderSvg(option, { width, height: 420 + spare }, `${title}: ${series.join(' beside ')}`);
}

/** A line and dots over each bar, placed where the bars of its group stand. */
function whiskers(groups: readonly AccuracyGroup[], bars: number) {
  return {
    type: 'custom',
    silent: true,
    z: 10,
    data: groups.flatMap(({ values }, group) =>
      values.flatMap((list, bar) => (list.length === 0 ? [] : [[group, bar, Math.min(...list), Math.max(...list), ...list]])),
    ),
    renderItem: (_parameters: unknown, api: CustomSeriesRenderItemAPI) => {
      const [group, bar] = [Number(api.value(0)), Number(api.value(1))];
      const places = api.barLayout({ count: bars, barMaxWidth: 54, barGap: '18%' }) as readonly { offsetCenter: number }[];
      const at = (value: number): number => api.coord([group, value])[1]!;
      const x = api.coord([group, 0])[0]! + places[bar]!.offsetCenter;
      const [low, high] = [at(Number(api.value(2))), at(Number(api.value(3)))];
      const line = (x1: number, y1: number, x2: number, y2: number) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: INK, lineWidth: 1.8 },
      });
      const seeds = groups[group]!.values[bar]!.map((value, seed) => ({
        type: 'circle',
        shape: { cx: x + (seed % 2 === 0 ? 9 : -9), cy: at(value), r: 3 },
        style: { fill: '#ffffff', stroke: INK, lineWidth: 1.2 },
      }));
      return { type: 'group', children: [line(x, low, x, high), line(x - 6, low, x + 6, low), line(x - 6, high, x + 6, high), ...seeds] };
    },
  };
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}
