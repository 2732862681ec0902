import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A leaf on its stalk: pointed blade with smooth, toothed or lobed edge, midrib and side veins. */
export const drawLeaf: Drawing = (rng, paint) => {
  const half = rng.between(22, 30);
  const tip = rng.between(-48, -43);
  const foot = rng.between(24, 30);
  const belly = rng.between(0.5, 0.68);
  const bend = rng.between(-5, 5);
  const edge = rng.integer(3);
  const teeth = edge === 0 ? 1 : edge === 1 ? 9 + rng.integer(4) : 4 + rng.integer(2);
  const depth = edge === 1 ? 0.14 : rng.between(0.2, 0.3);
  const samples = 72;
  /** Half width of the blade at t, 0 at the tip and 1 at the stalk. */
  const width = (t: number): number => {
    const peak = Math.log(0.5) / Math.log(belly);
    const smooth = half * Math.sin(Math.PI * t ** peak) ** 0.85;
    if (edge === 0) return smooth;
    const phase = (t * teeth) % 1;
    const cut = edge === 1 ? 1 - phase : Math.cos(2 * Math.PI * phase) * 0.5 + 0.5;
    return smooth * (1 - depth * cut);
  };
  const axis = (t: number): number => bend * Math.sin(Math.PI * t);
  const y = (t: number): number => tip + (foot - tip) * t;
  const ts = Array.from({ length: samples + 1 }, (_, index) => index / samples);
  const right = ts.map((t) => svg`${axis(t) + width(t)} ${y(t)}`);
  const left = ts.map((t) => svg`${axis(t) - width(t)} ${y(t)}`).reverse();
  const veins = 4 + rng.integer(3);
  const rise = rng.between(0.1, 0.18);
  const lines: string[] = [];
  for (let index = 1; index <= veins; index++) {
    const t = 0.2 + (0.68 * index) / veins;
    const outer = t - rise;
    const reach = width(outer) * 0.82;
    for (const side of [-1, 1])
      lines.push(svg`M${axis(t)} ${y(t)} Q${axis(t) + side * reach * 0.5} ${y(t - rise * 0.35)} ${axis(outer) + side * reach} ${y(outer)}`);
  }
  const vein = rng.uniform() < 0.5 ? paint.light : paint.dark;
  return (
    svg`<path d="M0 ${foot - 3} Q${bend * 0.3} ${foot + 10} ${-bend} ${rng.between(43, 49)}" fill="none" stroke="${paint.dark}" stroke-width="${rng.between(3, 4.5)}" stroke-linecap="round"/>` +
    `<path d="M${[...right, ...left].join(' L')} Z" fill="${paint.body}" ${paint.outline}/>` +
    `<path d="${lines.join(' ')}" fill="none" stroke="${vein}" stroke-width="1.5" stroke-linecap="round"/>` +
    svg`<path d="M${axis(0.04)} ${y(0.04)} Q${bend * 1.6} ${y(0.5)} 0 ${foot}" fill="none" stroke="${vein}" stroke-width="2.4" stroke-linecap="round"/>`
  );
};
