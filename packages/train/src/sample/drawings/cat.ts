import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A cat's face from the front: pointed ears, wide cheeks, slit eyes, nose, whiskers, sometimes stripes or a mask. */
export const drawCat: Drawing = (rng, paint) => {
  const half = rng.between(34, 40);
  const crown = rng.between(-22, -17);
  const chin = rng.between(32, 38);
  const earTip = rng.between(-48, -42);
  const earLean = rng.between(-3, 5);
  const head = svg`M${-half * 0.52} ${crown} Q0 ${crown - 5} ${half * 0.52} ${crown} C${half * 0.9} ${crown + 6} ${half * 1.12} 8 ${half * 0.9} ${chin * 0.55} Q${half * 0.55} ${chin} 0 ${chin} Q${-half * 0.55} ${chin} ${-half * 0.9} ${chin * 0.55} C${-half * 1.12} 8 ${-half * 0.9} ${crown + 6} ${-half * 0.52} ${crown} Z`;
  const ear = (side: number): string => {
    const tip = side * (half * 0.78 + earLean);
    return (
      svg`<path d="M${side * half * 0.2} ${crown} Q${tip * 0.8} ${earTip + 2} ${tip} ${earTip} Q${side * (half + 3)} ${crown - 4} ${side * half * 0.97} ${crown + 18} Z" fill="${paint.body}" ${paint.outline}/>` +
      svg`<path d="M${side * half * 0.4} ${crown} Q${tip * 0.85} ${earTip + 9} ${tip * 0.97} ${earTip + 8} L${side * half * 0.86} ${crown + 8} Z" fill="${paint.accent}"/>`
    );
  };
  const eyeX = rng.between(14, 17);
  const eyeY = rng.between(-3, 2);
  const eyeWidth = rng.between(6.5, 8.5);
  const eyeHeight = rng.between(5, 8);
  const slit = rng.between(1.4, 4);
  const iris = rng.uniform() < 0.5 ? '#d9d36a' : '#9fd0c4';
  const eye = (side: number): string =>
    svg`<ellipse cx="${side * eyeX}" cy="${eyeY}" rx="${eyeWidth}" ry="${eyeHeight}" fill="${iris}" stroke="${paint.ink}" stroke-width="1.6"/>` +
    svg`<ellipse cx="${side * eyeX}" cy="${eyeY}" rx="${slit}" ry="${eyeHeight - 0.8}" fill="${paint.ink}"/>` +
    svg`<circle cx="${side * eyeX + 2.2}" cy="${eyeY - 2.2}" r="1.3" fill="#ffffff"/>`;
  const whisker = rng.between(12, 18);
  const whiskers = [-1, 1].flatMap((side) =>
    [-4, 0, 4].map((drop) => svg`M${side * 13} ${16 + drop * 0.4} L${side * (28 + whisker * 0.95)} ${14 + drop * 1.9}`),
  );
  const marking = rng.integer(3);
  const markings =
    marking === 0
      ? svg`<path d="M0 ${crown + 1} v11 M-8 ${crown + 1} l1.5 9 M8 ${crown + 1} l-1.5 9 M${-half * 0.93} 10 l9 2 M${half * 0.93} 10 l-9 2" fill="none" stroke="${paint.dark}" stroke-width="3.4" stroke-linecap="round"/>`
      : marking === 1
        ? svg`<path d="M0 ${crown + 3} Q9 8 15 ${chin - 7} Q0 ${chin + 3} -15 ${chin - 7} Q-9 8 0 ${crown + 3} Z" fill="${paint.light}"/>`
        : '';
  return (
    ear(-1) +
    ear(1) +
    `<path d="${head}" fill="${paint.body}" ${paint.outline}/>` +
    markings +
    svg`<ellipse cx="-7" cy="18" rx="9" ry="7.5" fill="${paint.light}"/><ellipse cx="7" cy="18" rx="9" ry="7.5" fill="${paint.light}"/>` +
    eye(-1) +
    eye(1) +
    svg`<path d="M-4.6 10 h9.2 q-1 5 -4.6 6 q-3.6 -1 -4.6 -6 Z" fill="${paint.accentDark}"/>` +
    svg`<path d="M0 15 v4 q-4 5 -9 2 M0 19 q4 5 9 2" fill="none" stroke="${paint.ink}" stroke-width="1.7" stroke-linecap="round"/>` +
    `<path d="${whiskers.join(' ')}" stroke="${paint.ink}" stroke-opacity="0.8" stroke-width="1.1" stroke-linecap="round"/>`
  );
};
