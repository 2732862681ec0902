import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A fish from the side, looking left: long or tall body, forked or rounded tail, fins, eye, stripes or scales. */
export const drawFish: Drawing = (rng, paint) => {
  const half = rng.between(15, 25);
  const nose = -45;
  const root = rng.between(20, 26);
  const bulge = rng.between(-20, -6);
  const body = svg`M${nose} 1 C${nose + 8} ${-half * 0.9} ${bulge + 6} ${-half * 1.32} ${bulge + 16} ${-half} S${root - 6} -6 ${root} -4 L${root} 4 C${root - 8} 7 ${bulge + 26} ${half * 0.9} ${bulge + 14} ${half} S${nose + 8} ${half * 0.85} ${nose} 1 Z`;
  const spread = rng.between(15, 23);
  const tailEnd = rng.between(43, 48);
  const fork = rng.uniform() < 0.65;
  const tail = fork
    ? svg`<path d="M${root - 4} 0 Q${root + 8} -7 ${tailEnd} ${-spread} Q${tailEnd - 9} 0 ${tailEnd} ${spread} Q${root + 8} 7 ${root - 4} 0 Z" fill="${paint.accent}" ${paint.outline}/>`
    : svg`<path d="M${root - 4} 0 L${tailEnd - 4} ${-spread} Q${tailEnd + 4} 0 ${tailEnd - 4} ${spread} Z" fill="${paint.accent}" ${paint.outline}/>`;
  const finTop = -half - rng.between(8, 15);
  const fins =
    svg`<path d="M${bulge} ${-half * 0.85} Q${bulge + 10} ${finTop} ${bulge + 28} ${finTop + 4} Q${bulge + 24} ${-half * 0.7} ${bulge + 30} ${-half * 0.45} Z" fill="${paint.accent}" ${paint.outline}/>` +
    svg`<path d="M${bulge + 8} ${half * 0.8} Q${bulge + 12} ${half + 10} ${bulge + 24} ${half + 9} Q${bulge + 22} ${half * 0.8} ${bulge + 26} ${half * 0.5} Z" fill="${paint.accent}" ${paint.outline}/>`;
  const marks: string[] = [];
  const pattern = rng.integer(3);
  if (pattern === 0)
    for (const x of [-14, -1, 12])
      marks.push(
        svg`<path d="M${x} ${-half} q5 ${half} 0 ${2 * half}" fill="none" stroke="${paint.accent}" stroke-width="${rng.between(3.5, 6)}"/>`,
      );
  if (pattern === 1)
    for (let column = 0; column < 4; column++)
      for (let row = -1; row <= 1; row++)
        marks.push(
          svg`<path d="M${-12 + column * 8} ${row * 8 - 4 + (column % 2) * 3} q5 4 0 8" fill="none" stroke="${paint.dark}" stroke-width="1.6" stroke-linecap="round"/>`,
        );
  const eye = rng.between(3.4, 5);
  const gill = nose + 22;
  return (
    tail +
    fins +
    `<clipPath id="fish"><path d="${body}"/></clipPath>` +
    `<path d="${body}" fill="${paint.body}" ${paint.outline}/>` +
    `<g clip-path="url(#fish)">${marks.join('')}` +
    svg`<path d="M${nose} ${half * 0.45} Q-10 ${half * 0.55} ${root} 3 L${root} 30 L${nose} 30 Z" fill="${paint.light}" fill-opacity="0.5"/></g>` +
    svg`<path d="M${gill} ${-half * 0.55} q6 ${half * 0.55} 0 ${half * 1.1}" fill="none" stroke="${paint.dark}" stroke-width="2" stroke-linecap="round"/>` +
    svg`<path d="M${gill + 6} 3 q9 0 13 7 q-8 3 -13 -1 Z" fill="${paint.accent}" ${paint.outline}/>` +
    svg`<circle cx="${nose + 12}" cy="${-half * 0.22}" r="${eye}" fill="#f6f4ee"/><circle cx="${nose + 11.4}" cy="${-half * 0.22}" r="${eye * 0.58}" fill="${paint.ink}"/>` +
    svg`<path d="M${nose + 1} 4 q4 3 8 1" fill="none" stroke="${paint.dark}" stroke-width="1.8" stroke-linecap="round"/>`
  );
};
