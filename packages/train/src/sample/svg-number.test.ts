import { expect, it } from 'vitest';
import { svg, svgNumber } from './svg-number.js';

it('writes coordinates to a hundredth and nothing else', () => {
  expect([1 / 3, -2.345678, 5, 1e-9].map(svgNumber)).toEqual(['0.33', '-2.35', '5', '0']);
});

it('rounds the numbers of a fragment and leaves its texts alone', () => {
  expect(svg`<path d="M${Math.PI} ${-1} ${'L1.23456 0'}"/>`).toBe('<path d="M3.14 -1 L1.23456 0"/>');
});
