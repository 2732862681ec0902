import { chartTitle, titleWidth } from './chart-title.js';
import { FAINT_INK, INK, LINE_HEIGHT, renderSvg } from './render-chart.js';
import { linesOf, textWidth } from './text-width.js';

/** Labels that are longer are broken into lines, pixels; but into no more lines than the rows of the matrix have room for. */
const WIDEST_LABEL = 300;

const SUBTITLE = 'Pictures; shade: share of the true class';

/** A confusion matrix: counts in the cells, shades by the share of the true class (its row).
 * @param matrix [C, C] counts, row-major: row is the true class, column the answer. @returns SVG */
export function confusionChart(matrix: Int32Array, labels: readonly string[], title: string): string {
  const counts = labels.map((_, truth) => Array.from(matrix.subarray(truth * labels.length, (truth + 1) * labels.length)));
  const cell = Math.max(22, Math.min(58, Math.floor(620 / labels.length)));
  const side = cell * labels.length;
  const shares = counts.map((row) => row.map((count) => count / Math.max(1, sum(row))));
  const fontSize = Math.max(8, Math.min(14, Math.round(cell / 3)));
  const labelSize = Math.max(9, Math.min(13, fontSize + 1));
  const lineHeight = Math.ceil(labelSize * LINE_HEIGHT);
  const names = new Map(breakLabels(labels, labelSize, Math.max(1, Math.floor(cell / lineHeight))));
  const labelWidth = 10 + Math.max(...[...names.values()].flat().map((line) => textWidth(line, labelSize)));
  const margin = labelWidth + 46;
  const rotated = labelWidth > cell;
  const axis = (name: string, inverse: boolean, gap: number) => ({
    type: 'category',
    data: [...labels],
    inverse,
    name,
    nameLocation: 'middle',
    nameGap: gap,
    nameTextStyle: { color: FAINT_INK, fontSize: 13 },
    axisLabel: { color: INK, fontSize: labelSize, lineHeight, interval: 0, formatter: (label: string) => names.get(label)!.join('\n') },
    axisTick: { show: false },
    axisLine: { show: false },
  });
  const below = rotated ? margin - 20 : 34;
  const across = axis('answer', false, below);
  const option = {
    title: chartTitle(title, SUBTITLE),
    grid: { outerBoundsMode: 'none', left: margin, top: 70, width: side, height: side },
    xAxis: { ...across, axisLabel: { ...across.axisLabel, rotate: rotated ? 90 : 0 } },
    yAxis: axis('truth', true, margin - 26),
    visualMap: { show: false, min: 0, max: 1, inRange: { color: ['#ffffff', '#9cc9e3', '#0072b2', '#00436b'] } },
    series: [
      {
        type: 'heatmap',
        itemStyle: { borderColor: '#d4dae0', borderWidth: 1 },
        data: shares.flatMap((row, truth) =>
          row.map((share, answer) => ({
            value: [answer, truth, share],
            label: {
              show: counts[truth]![answer]! > 0,
              formatter: String(counts[truth]![answer]!),
              color: share > 0.45 ? '#ffffff' : INK,
              fontSize,
              fontWeight: truth === answer ? 600 : 400,
            },
          })),
        ),
      },
    ],
  };
  return renderSvg(
    option,
    { width: Math.max(titleWidth(title, SUBTITLE), side + margin + 30), height: side + below + 106 },
    `${title}: confusion matrix`,
  );
}

/** Each label with its lines, which are as short as `most` lines a label allow. */
function breakLabels(labels: readonly string[], fontSize: number, most: number): (readonly [string, readonly string[]])[] {
  for (let width = WIDEST_LABEL; ; width *= 1.25) {
    const broken = labels.map((label) => [label, linesOf(label, fontSize, width)] as const);
    if (broken.every(([, lines]) => lines.length <= most)) return broken;
  }
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
