import { expectedCalibrationError, type ConfidenceBin } from '@supcon/core';
import { chartTitle, titleWidth } from './chart-title.js';
import { colourOf } from './palette.js';
import { FAINT_INK, GRID_LINE, renderSvg } from './render-chart.js';

/** How often answers given with some confidence are right: on the diagonal when the confidence can be taken at its word. @returns SVG */
export function reliabilityDiagram(bins: readonly ConfidenceBin[], title: string): string {
  const error = expectedCalibrationError(bins);
  const total = bins.reduce((sum, { count }) => sum + count, 0);
  const label = { color: FAINT_INK, fontSize: 12 };
  const percent = { ...label, formatter: (value: number) => `${Math.round(value * 100)} %` };
  const shared = { type: 'value', min: 0, max: 1, nameLocation: 'middle', nameTextStyle: { color: FAINT_INK, fontSize: 13 } };
  const width = 360;
  const filled = bins.filter(({ count }) => count > 0);
  const option = {
    title: chartTitle(title, `Expected calibration error ${(100 * error).toFixed(1)} % over ${total} pictures`),
    grid: [
      { outerBoundsMode: 'none', left: 72, top: 72, width, height: width },
      { outerBoundsMode: 'none', left: 72, top: 72 + width + 24, width, height: 80 },
    ],
    xAxis: [
      { ...shared, gridIndex: 0, axisLabel: { show: false }, axisTick: { show: false }, splitLine: { lineStyle: { color: GRID_LINE } } },
      { ...shared, gridIndex: 1, name: 'confidence', nameGap: 30, axisLabel: percent, splitLine: { show: false }, containShape: false },
    ],
    yAxis: [
      { ...shared, gridIndex: 0, name: 'right answers', nameGap: 48, axisLabel: percent, splitLine: { lineStyle: { color: GRID_LINE } } },
      {
        type: 'value',
        gridIndex: 1,
        name: 'pictures',
        nameLocation: 'middle',
        nameGap: 48,
        nameTextStyle: { color: FAINT_INK, fontSize: 13 },
        axisLabel: label,
        splitNumber: 2,
        splitLine: { lineStyle: { color: GRID_LINE } },
      },
    ],
    series: [
      {
        type: 'line',
        data: [[0, 0], [1, 1]], // prettier-ignore
        showSymbol: false,
        lineStyle: { color: FAINT_INK, width: 1.5, type: 'dashed' },
      },
      {
        type: 'line',
        data: filled.map(({ confidence, accuracy }) => [confidence, accuracy]),
        color: colourOf(0),
        lineStyle: { color: colourOf(0), width: 2.2 },
        symbol: 'circle',
        symbolSize: 9,
      },
      {
        type: 'bar',
        xAxisIndex: 1,
        yAxisIndex: 1,
        color: colourOf(0),
        barWidth: Math.floor(width / bins.length) - 4,
        data: bins.map(({ lower, upper, count }) => [(lower + upper) / 2, count]),
      },
    ],
  };
  return renderSvg(
    option,
    { width: Math.max(width + 110, titleWidth(title)), height: width + 240 },
    `${title}: right answers over confidence`,
  );
}
