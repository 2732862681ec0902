import { textWidth } from '../src/report/text-width.js';

/** Where a line of text of a chart lies, pixels of the chart. */
export interface TextBox {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

const UNESCAPED: Readonly<Record<string, string>> = { '&lt;': '<', '&gt;': '>', '&amp;': '&', '&quot;': '"', '&#39;': "'" };

/** The place of each text of an SVG, upright or turned by a quarter: as wide as it can be at most. */
export function textBoxes(svg: string): TextBox[] {
  return [...svg.matchAll(/<text([^>]*)>([^<]*)<\/text>/g)].map(([, attributes, escaped]) => {
    const text = escaped!.replaceAll(/&(lt|gt|amp|quot|#39);/g, (entity) => UNESCAPED[entity]!);
    const value = (name: string): string | undefined => new RegExp(`[\\s"]${name}="([^"]*)"`).exec(attributes!)?.[1];
    const size = Number(/font-size:([\d.]+)px/.exec(attributes!)?.[1] ?? 12);
    const width = textWidth(text, size);
    const anchor = value('text-anchor') ?? 'start';
    const [x, y] = [Number(value('x') ?? 0), Number(value('y') ?? 0)];
    const left = x - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0);
    const top = y - (value('dominant-baseline') === 'central' ? size / 2 : size);
    const numbers = (value('transform') ?? '')
      .split(/[^-\d.e]+/)
      .filter((part) => /\d/.test(part))
      .map(Number);
    const [a, b, c, d, e, f] = numbers.length === 6 ? numbers : [1, 0, 0, 1, numbers[0] ?? 0, numbers[1] ?? 0];
    const corners = [
      [left, top],
      [left + width, top + size],
    ].map(([px, py]) => [a! * px! + c! * py! + e!, b! * px! + d! * py! + f!] as const);
    const [xs, ys] = [corners.map((corner) => corner[0]), corners.map((corner) => corner[1])];
    return { text, left: Math.min(...xs), top: Math.min(...ys), right: Math.max(...xs), bottom: Math.max(...ys) };
  });
}

/** Pairs of texts that lie on each other by more than a pixel, and texts that leave the picture: what a reader could not read. */
export function unreadable(svg: string): string[] {
  const boxes = textBoxes(svg).filter(({ text }) => text.trim() !== '');
  const [, width, height] = /viewBox="0 0 ([\d.]+) ([\d.]+)"/.exec(svg)!.map(Number);
  const outside = boxes.filter(({ left, top, right, bottom }) => left < 0 || top < 0 || right > width! || bottom > height!);
  const over = boxes.flatMap((one, at) =>
    boxes
      .slice(at + 1)
      .filter((other) => Math.min(one.right, other.right) - Math.max(one.left, other.left) > 1)
      .filter((other) => Math.min(one.bottom, other.bottom) - Math.max(one.top, other.top) > 1)
      .map((other) => `${one.text} | ${other.text}`),
  );
  return [...outside.map(({ text }) => `outside: ${text}`), ...over];
}

/** Labels that the texts of a chart, read one after the other, do not hold whole. */
export function missingLabels(svg: string, labels: readonly string[]): string[] {
  const all = textBoxes(svg)
    .map(({ text }) => text)
    .join('')
    .replaceAll(/\s/gu, '');
  return labels.filter((label) => !all.includes(label.replaceAll(/\s/gu, '')));
}
