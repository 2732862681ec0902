import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ODD_LABELS } from '../../test/odd-labels.js';
import { missingLabels, unreadable } from '../../test/text-boxes.js';
import { accuracyBars } from './accuracy-bars.js';
import { confusionChart } from './confusion-chart.js';
import { embeddingChart } from './embedding-chart.js';
import { lineChart } from './line-chart.js';
import { neighbourSheet, type Tile } from './neighbour-sheet.js';
import { reliabilityDiagram } from './reliability-diagram.js';

const LONG_TITLE = 'Test answers of the projection head: 20261129-085210-quick-подсолнух-子猫の写真アルバム';

/** As many labels as a data set may have: the odd ones come again with a number. */
const labelsOf = (count: number): string[] =>
  Array.from({ length: count }, (_, at) => (at < ODD_LABELS.length ? ODD_LABELS[at]! : `${ODD_LABELS[at % ODD_LABELS.length]!} ${at}`));

const CHARTS: readonly (readonly [string, (labels: readonly string[]) => string])[] = [
  ['confusion matrix', (labels) => confusionChart(new Int32Array(labels.length ** 2).fill(7), labels, LONG_TITLE)],
  [
    'map of embeddings',
    (labels) =>
      embeddingChart({
        title: LONG_TITLE,
        subtitle: 'pictures',
        labels,
        classes: labels.map((_, at) => at),
        points: Float64Array.from({ length: 2 * labels.length }, (_, at) => Math.sin(at)),
        axes: ['one', 'two'],
      }),
  ],
  ['lines', (labels) => lineChart(labels.map((name, at) => ({ name, points: [[0, at], [1, 2 * at]] })), { title: LONG_TITLE, x: 'x', y: 'y' })], // prettier-ignore
  [
    'bars, as groups',
    (labels) =>
      accuracyBars(
        labels.map((name) => ({ name, values: [[0.5]] })),
        ['one'],
        LONG_TITLE,
      ),
  ],
  [
    'bars, as series',
    (labels) => accuracyBars([{ name: 'linear', values: labels.slice(0, 3).map(() => [0.5]) }], labels.slice(0, 3), LONG_TITLE),
  ],
];

describe.each(CHARTS)('%s', (name, draw) => {
  it.each([2, 12, 40])('shows %i labels of odd scripts whole, none on another and none beyond the edge', (count) => {
    const labels = labelsOf(count);
    const svg = draw(labels);
    expect(missingLabels(svg, name === 'bars, as series' ? labels.slice(0, 3) : labels)).toEqual([]);
    expect(unreadable(svg)).toEqual([]);
    expect(svg).not.toMatch(/\u2026|\.\.\.</);
  });
});

it('a reliability diagram is as wide as its title', () => {
  const bins = Array.from({ length: 10 }, (_, at) => ({
    lower: at / 10,
    upper: (at + 1) / 10,
    count: at,
    confidence: at / 10,
    accuracy: at / 10,
  }));
  expect(unreadable(reliabilityDiagram(bins, LONG_TITLE))).toEqual([]);
});

it('a sheet of neighbours makes room for its captions and its subtitle', async () => {
  const tile = (label: string): Tile => ({ label, side: 2, pixels: new Uint8Array(12).fill(90), note: '0.931' });
  const labels = ODD_LABELS;
  const sizeOf = async (...parts: Parameters<typeof neighbourSheet>): Promise<readonly [number, number]> => {
    const { width, height } = await sharp(await neighbourSheet(...parts)).metadata();
    return [width, height];
  };
  const one = await sizeOf([{ query: tile('cat'), neighbours: [tile('dog')] }], 'T', 'S');
  const long = await sizeOf([{ query: tile('cat'), neighbours: [tile(labels.at(-1)!)] }], 'T', 'S');
  const wide = await sizeOf([{ query: tile('cat'), neighbours: [tile('dog')] }], 'T', 'S'.repeat(100));
  expect(long[0]).toBe(one[0]);
  expect(long[1]).toBeGreaterThanOrEqual(one[1] + 4 * 16);
  expect(wide[0]).toBeGreaterThan(100 * 0.6 * 12.5);
  // No caption reaches into the next column: between the tiles nothing but white.
  const sheet = await neighbourSheet([{ query: tile('cat'), neighbours: labels.map(tile) }], 'T', 'S');
  const { data, info } = await sharp(sheet).greyscale().raw().toBuffer({ resolveWithObject: true });
  for (let column = 0; column < labels.length; column++) {
    const gap = 20 + 112 + 26 + column * 126 + 112 + 4;
    for (let y = 80; y < info.height; y++)
      expect([column, y, ...data.subarray(y * info.width + gap, y * info.width + gap + 6)]).toEqual([
        column,
        y,
        255,
        255,
        255,
        255,
        255,
        255,
      ]);
  }
});
