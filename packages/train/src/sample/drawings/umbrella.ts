import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** An open umbrella: domed canopy of four to eight panels with a scalloped edge, shaft, hooked handle. */
export const drawUmbrella: Drawing = (rng, paint) => {
  const half = rng.between(38, 46);
  const top = rng.between(-40, -34);
  const edge = rng.between(-6, 4);
  const panels = 4 + rng.integer(5);
  const scallop = rng.between(3.5, 7);
  const handle = rng.between(40, 46);
  const hook = rng.between(6, 9);
  const side = rng.uniform() < 0.5 ? -1 : 1;
  const stripes = rng.uniform() < 0.75;
  // Seams meet at the top and are evenly spaced round the dome, so seen from the side they crowd towards its rims.
  const seam = (index: number): number => -half * Math.cos((Math.PI * index) / panels);
  const wedges: string[] = [];
  for (let index = 0; index < panels; index++) {
    const [from, to] = [seam(index), seam(index + 1)];
    const fill = stripes && index % 2 === 1 ? paint.accent : paint.body;
    wedges.push(
      svg`<path d="M0 ${top} C${from * 0.62} ${top + 1} ${from} ${edge - 17} ${from} ${edge} Q${(from + to) / 2} ${edge - scallop} ${to} ${edge} C${to} ${edge - 17} ${to * 0.62} ${top + 1} 0 ${top} Z" fill="${fill}" ${paint.outline}/>`,
    );
  }
  const seams = Array.from({ length: panels - 1 }, (_, index) => {
    const x = seam(index + 1);
    return svg`M0 ${top} C${x * 0.62} ${top + 1} ${x} ${edge - 17} ${x} ${edge}`;
  });
  return (
    svg`<path d="M0 ${top} L0 ${handle - hook} q0 ${hook} ${side * hook} ${hook} t${side * hook} ${-hook}" fill="none" stroke="${paint.ink}" stroke-width="${rng.between(3, 4.4)}" stroke-linecap="round"/>` +
    svg`<path d="M0 ${handle - hook} q0 ${hook} ${side * hook} ${hook} t${side * hook} ${-hook}" fill="none" stroke="${paint.accentDark}" stroke-width="4.6" stroke-linecap="round"/>` +
    wedges.join('') +
    `<path d="${seams.join(' ')}" fill="none" stroke="${paint.dark}" stroke-opacity="0.6" stroke-width="1.1"/>` +
    svg`<path d="M0 ${top + 1} L0 ${top - 7}" stroke="${paint.ink}" stroke-width="3" stroke-linecap="round"/>`
  );
};
