import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A house from the front: walls, gabled roof with a chimney, door, one or two rows of windows. */
export const drawHouse: Drawing = (rng, paint) => {
  const half = rng.between(27, 36);
  const eaves = rng.between(-12, -2);
  const ridge = rng.between(-45, -36);
  const ground = rng.between(36, 43);
  const overhang = rng.between(4, 9);
  const hip = rng.uniform() < 0.3 ? half * rng.between(0.25, 0.45) : 0;
  const chimney = (rng.uniform() < 0.5 ? -1 : 1) * half * rng.between(0.45, 0.6);
  const doorHalf = rng.between(5, 7.5);
  const doorTop = ground - rng.between(19, 25);
  const doorX = [0, -half * 0.5, half * 0.5][rng.integer(3)] as number;
  const arched = rng.uniform() < 0.3;
  const glass = rng.uniform() < 0.5 ? '#f3e3a1' : '#bfd8e6';
  const side = rng.between(9, 12);
  const columns = doorX === 0 ? [-half * 0.6, half * 0.6] : [-half * 0.5, half * 0.5].filter((x) => Math.sign(x) !== Math.sign(doorX));
  const windowAt = (x: number, y: number): string =>
    svg`<rect x="${x - side / 2}" y="${y - side / 2}" width="${side}" height="${side}" fill="${glass}" stroke="${paint.dark}" stroke-width="1.8"/>` +
    svg`<path d="M${x} ${y - side / 2} v${side} M${x - side / 2} ${y} h${side}" stroke="${paint.dark}" stroke-width="1.2"/>`;
  const windows = columns.map((x) => windowAt(x, (eaves + ground) / 2 - 2));
  const attic =
    hip === 0
      ? svg`<circle cx="0" cy="${(ridge + 2 * eaves) / 3}" r="${rng.between(4, 6)}" fill="${glass}" stroke="${paint.accentDark}" stroke-width="1.8"/>`
      : '';
  const roof = svg`M${-half - overhang} ${eaves + 2} L${-hip} ${ridge} L${hip} ${ridge} L${half + overhang} ${eaves + 2} Z`;
  const tiles = Array.from({ length: 3 }, (_, index) => {
    const t = (index + 1) / 4;
    const reach = hip + (half + overhang - hip) * t;
    return svg`M${-reach} ${ridge + (eaves + 2 - ridge) * t} H${reach}`;
  });
  const door = arched
    ? svg`<path d="M${doorX - doorHalf} ${ground} V${doorTop + doorHalf} a${doorHalf} ${doorHalf} 0 0 1 ${2 * doorHalf} 0 V${ground} Z" fill="${paint.accentDark}"/>`
    : svg`<rect x="${doorX - doorHalf}" y="${doorTop}" width="${2 * doorHalf}" height="${ground - doorTop}" fill="${paint.accentDark}"/>`;
  return (
    svg`<rect x="${chimney - 4}" y="${ridge + 2}" width="8" height="${eaves - ridge - 2}" fill="${paint.dark}" ${paint.outline}/>` +
    svg`<rect x="${chimney - 5.5}" y="${ridge}" width="11" height="4" fill="${paint.accentDark}"/>` +
    svg`<rect x="${-half}" y="${eaves}" width="${2 * half}" height="${ground - eaves}" fill="${paint.body}" ${paint.outline}/>` +
    `<path d="${roof}" fill="${paint.accent}" ${paint.outline}/>` +
    (rng.uniform() < 0.6 ? `<path d="${tiles.join(' ')}" stroke="${paint.accentDark}" stroke-opacity="0.5" stroke-width="1.4"/>` : '') +
    windows.join('') +
    attic +
    door +
    svg`<circle cx="${doorX + doorHalf * 0.55}" cy="${(doorTop + ground) / 2 + 2}" r="1.2" fill="${paint.light}"/>` +
    svg`<rect x="${-half - 2}" y="${ground - 2.5}" width="${2 * half + 4}" height="4" rx="1" fill="${paint.dark}"/>`
  );
};
