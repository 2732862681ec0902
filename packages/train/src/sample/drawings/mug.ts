import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A mug from slightly above: tapered body, open rim, handle at one side, sometimes a band, a dot or steam. */
export const drawMug: Drawing = (rng, paint) => {
  const top = rng.between(-32, -20);
  const bottom = rng.between(34, 42);
  const topHalf = rng.between(24, 31);
  const bottomHalf = topHalf * rng.between(0.72, 1.02);
  const centre = -9;
  const rim = topHalf * rng.between(0.18, 0.32);
  const base = bottomHalf * 0.2;
  const handleTop = top + (bottom - top) * rng.between(0.12, 0.22);
  const handleBottom = top + (bottom - top) * rng.between(0.62, 0.8);
  const handleReach = centre + topHalf + rng.between(20, 29);
  const thickness = rng.between(6, 9);
  const side = centre + (topHalf + bottomHalf) / 2 - 2;
  const handlePath = svg`M${side} ${handleTop} C${handleReach} ${handleTop - 4} ${handleReach} ${handleBottom + 4} ${side - 1} ${handleBottom}`;
  const handle =
    svg`<path d="${handlePath}" fill="none" stroke="${paint.dark}" stroke-width="${thickness + 2}" stroke-linecap="round"/>` +
    svg`<path d="${handlePath}" fill="none" stroke="${paint.body}" stroke-width="${thickness}" stroke-linecap="round"/>`;
  const body = svg`<path d="M${centre - topHalf} ${top} L${centre - bottomHalf} ${bottom - base} Q${centre} ${bottom + base * 1.6} ${centre + bottomHalf} ${bottom - base} L${centre + topHalf} ${top} Z" fill="${paint.body}" ${paint.outline}/>`;
  const middle = (top + bottom) / 2;
  const half = (topHalf + bottomHalf) / 2;
  const decoration = rng.integer(3);
  const band = rng.between(5, 11);
  const print =
    decoration === 0
      ? svg`<path d="M${centre - half} ${middle - band / 2} Q${centre} ${middle + 7} ${centre + half} ${middle - band / 2} L${centre + half - 1} ${middle + band} Q${centre} ${middle + band + 8} ${centre - half + 1} ${middle + band} Z" fill="${paint.accent}"/>`
      : decoration === 1
        ? svg`<circle cx="${centre + rng.between(-6, 6)}" cy="${middle + 6}" r="${rng.between(6, 11)}" fill="${paint.accent}"/>`
        : '';
  const opening =
    svg`<ellipse cx="${centre}" cy="${top}" rx="${topHalf}" ry="${rim}" fill="${paint.light}" ${paint.outline}/>` +
    svg`<ellipse cx="${centre}" cy="${top + 1}" rx="${topHalf - 3}" ry="${rim - 2}" fill="${paint.ink}"/>` +
    svg`<ellipse cx="${centre}" cy="${top + rim * 0.4}" rx="${topHalf - 7}" ry="${rim * 0.5}" fill="${paint.accentDark}"/>`;
  const steam =
    rng.uniform() < 0.4
      ? [-9, 6]
          .map(
            (x) =>
              svg`<path d="M${centre + x} ${top - 5} q-5 -5 0 -10 t0 -9" fill="none" stroke="#ffffff" stroke-opacity="0.55" stroke-width="2.5" stroke-linecap="round"/>`,
          )
          .join('')
      : '';
  return handle + body + print + opening + steam;
};
