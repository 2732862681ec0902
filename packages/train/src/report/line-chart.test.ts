import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { lineChart } from './line-chart.js';
import { svgToPng } from './render-chart.js';

/** The corners of every polyline of a colour. */
const pathsOf = (svg: string, colour: string): number[][] =>
  [...svg.matchAll(new RegExp(`<path d="([^"]+)"[^>]*stroke="${colour}"[^>]*stroke-width="2.2"`, 'g'))].map(
    (match) =>
    match[1]!.split(/[MLHVC ,]+/).filter(Boolean).map(Number), // prettier-ignore
  );

describe('lineChart', () => {
  it('puts values where a linear axis has them', () => {
    const options = { title: 't', x: 'epoch', y: 'accuracy', yRange: [0, 1], percent: true } as const;
    const svg = lineChart([{ name: 'a', points: [[0, 0], [5, 0.5], [10, 1]] }], options); // prettier-ignore
    const [x1, y1, x2, y2, x3, y3] = pathsOf(svg, '#0072b2')[0]! as [number, number, number, number, number, number];
    expect(x2 - x1).toBeCloseTo(x3 - x2, 0);
    expect(y1 - y2).toBeCloseTo(y2 - y3, 0);
    expect(y3).toBeLessThan(y1);
    // The axis is named and runs from 0 to 100 %.
    for (const text of ['>0 %<', '>100 %<', '>epoch<', '>accuracy<', '>t<']) expect(svg).toContain(text);
  });

  it('names several lines in a legend, leaves gaps open, and escapes names', () => {
    const gap = lineChart([{ name: 'a', points: [[0, 1], [1, 2], [2, undefined], [3, 4], [4, 5]] }], { title: 't', x: 'x', y: 'y' }); // prettier-ignore
    // One line of two parts.
    expect(gap.match(/stroke="#0072b2"[^>]*stroke-width="2.2"/g)).toHaveLength(1);
    expect(/<path d="([^"]+)"[^>]*stroke="#0072b2"/.exec(gap)![1]!.match(/M/g)).toHaveLength(2);
    const two = lineChart([{ name: 'a < b', points: [[0, 1]] }, { name: '"c"', points: [[0, 2]] }], { title: 't & u', x: 'x', y: 'y' }); // prettier-ignore
    expect(two).toContain('a &lt; b');
    expect(two).toContain('t &amp; u');
    expect(two).not.toContain('a < b');
  });

  it('is the same picture each time, without anything that moves, and becomes a PNG twice its size', async () => {
    const draw = (): string => lineChart([{ name: 'a', points: [[0, 1], [1, 3]] }], { title: 't', x: 'x', y: 'y', width: 300, height: 200 }); // prettier-ignore
    expect(draw()).toBe(draw());
    expect(draw()).not.toMatch(/hover|class=|ecmeta|<script|CDATA/);
    const png = sharp(await svgToPng(draw()));
    expect(await png.metadata()).toMatchObject({ format: 'png', width: 600, height: 400, channels: 3 });
    const { channels, dominant } = await png.stats();
    expect(dominant).toMatchObject({ r: 248, g: 248, b: 248 });
    expect(channels[0]!.min).toBeLessThan(60);
  });
});
