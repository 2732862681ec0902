import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A key: round, angular or three-lobed bow with a hole, long shaft, two to four teeth. */
export const drawKey: Drawing = (rng, paint) => {
  const bow = rng.between(14, 19);
  const bowX = -46 + bow;
  const shaft = rng.between(3, 4.6);
  const end = rng.between(40, 47);
  const shape = rng.integer(3);
  const hole = bow * rng.between(0.38, 0.58);
  const bowPath =
    shape === 0
      ? circle(bowX, 0, bow)
      : shape === 1
        ? polygon(bowX, bow, 6 + 2 * rng.integer(2), rng.uniform())
        : [
            circle(bowX - bow * 0.35, 0, bow * 0.62),
            circle(bowX + bow * 0.2, -bow * 0.5, bow * 0.6),
            circle(bowX + bow * 0.2, bow * 0.5, bow * 0.6),
          ].join(' ');
  const teeth: string[] = [];
  const count = 2 + rng.integer(3);
  const step = rng.between(6.5, 8.5);
  for (let index = 0; index < count; index++) {
    const x = end - 3 - index * step;
    teeth.push(
      svg`<rect x="${x - 4.6}" y="${shaft - 1}" width="4.6" height="${rng.between(8, 16)}" rx="0.6" fill="${paint.body}" ${paint.outline}/>`,
    );
  }
  const collar = rng.between(2.5, 4.5);
  return (
    teeth.join('') +
    svg`<rect x="${bowX + bow * 0.72}" y="${-shaft}" width="${end - bowX - bow * 0.72}" height="${2 * shaft}" rx="${shaft * 0.7}" fill="${paint.body}" ${paint.outline}/>` +
    svg`<rect x="${bowX + bow * 0.6}" y="${-shaft + 1}" width="${end - bowX - bow}" height="${shaft * 0.6}" rx="1" fill="${paint.light}" fill-opacity="0.7"/>` +
    svg`<rect x="${bowX + bow + 2}" y="${-shaft - 2.4}" width="${collar}" height="${2 * shaft + 4.8}" rx="1.2" fill="${paint.accent}" ${paint.outline}/>` +
    svg`<path d="${bowPath} ${shape === 2 ? '' : circle(bowX, 0, hole)}" fill-rule="${shape === 2 ? 'nonzero' : 'evenodd'}" fill="${paint.body}" ${paint.outline}/>` +
    (shape === 2 ? svg`<circle cx="${bowX}" cy="0" r="${bow * 0.36}" fill="${paint.ink}"/>` : '') +
    svg`<path d="M${bowX - bow * 0.75} ${-bow * 0.35} A${bow * 0.85} ${bow * 0.85} 0 0 1 ${bowX} ${-bow * 0.84}" fill="none" stroke="${paint.light}" stroke-width="1.8" stroke-linecap="round"/>`
  );
};

function circle(x: number, y: number, radius: number): string {
  return svg`M${x - radius} ${y} a${radius} ${radius} 0 1 0 ${2 * radius} 0 a${radius} ${radius} 0 1 0 ${-2 * radius} 0 Z`;
}

function polygon(x: number, radius: number, corners: number, turn: number): string {
  const points = Array.from({ length: corners }, (_, index) => {
    const angle = (2 * Math.PI * (index + turn)) / corners;
    return svg`${x + radius * Math.cos(angle)} ${radius * Math.sin(angle)}`;
  });
  return `M${points.join(' L')} Z`;
}
