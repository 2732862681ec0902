import { svg } from '../svg-number.js';
import type { Drawing } from './drawing.js';

/** A bicycle from the side: two spoked wheels, diamond or step-through frame, saddle, straight or dropped handlebar. */
export const drawBicycle: Drawing = (rng, paint) => {
  const radius = rng.between(16.5, 20);
  const ground = 30;
  const axle = ground - radius;
  const rear = -47 + radius;
  const front = 47 - radius;
  const tyre = rng.between(2.8, 4.2);
  const tube = rng.between(3, 4.2);
  const spokes = 6 + 2 * rng.integer(4);
  const turn = rng.uniform();
  const wheel = (x: number): string => {
    const lines = Array.from({ length: spokes }, (_, index) => {
      const angle = (2 * Math.PI * (index + turn)) / spokes;
      return svg`M${x} ${axle} L${x + radius * Math.cos(angle)} ${axle + radius * Math.sin(angle)}`;
    });
    return (
      `<path d="${lines.join(' ')}" stroke="${paint.light}" stroke-width="0.9"/>` +
      svg`<circle cx="${x}" cy="${axle}" r="${radius}" fill="none" stroke="${paint.ink}" stroke-width="${tyre}"/>` +
      svg`<circle cx="${x}" cy="${axle}" r="${radius - tyre * 0.7}" fill="none" stroke="${paint.light}" stroke-width="1.1"/>` +
      svg`<circle cx="${x}" cy="${axle}" r="2.6" fill="${paint.dark}"/>`
    );
  };
  const crank = [rng.between(-6, -2), axle + rng.between(1, 4)] as const;
  const saddle = [rng.between(-17, -13), rng.between(-22, -15)] as const;
  const head = [front - rng.between(11, 14), rng.between(-20, -13)] as const;
  const stepThrough = rng.uniform() < 0.3;
  const seatTube = [saddle[0] + (crank[0] - saddle[0]) * 0.22, saddle[1] + (crank[1] - saddle[1]) * 0.22] as const;
  const upper = stepThrough ? ([crank[0] - 3, crank[1] - 14] as const) : seatTube;
  const frame = svg`M${rear} ${axle} L${crank[0]} ${crank[1]} L${seatTube[0]} ${seatTube[1]} Z M${upper[0]} ${upper[1]} L${head[0]} ${head[1]} L${crank[0]} ${crank[1]}`;
  const dropped = rng.uniform() < 0.4;
  const bar = dropped
    ? svg`M${head[0] - 1} ${head[1] - 7} q11 -3 11 4 t-7 6`
    : svg`M${head[0] - 8} ${head[1] - 10} Q${head[0] - 2} ${head[1] - 12} ${head[0] - 1.5} ${head[1] - 6}`;
  const line = (d: string, colour: string, width: number): string =>
    svg`<path d="${d}" fill="none" stroke="${colour}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
  return (
    wheel(rear) +
    wheel(front) +
    line(svg`M${crank[0]} ${crank[1]} L${crank[0] + 5} ${crank[1] + 7} m-3 1 l7 -1.5`, paint.ink, 2) +
    line(frame, paint.dark, tube + 1.6) +
    line(frame, paint.body, tube) +
    line(svg`M${head[0] - 1.5} ${head[1] - 6} L${front} ${axle}`, paint.accent.startsWith('url') ? paint.accentDark : paint.accent, tube) +
    line(svg`M${seatTube[0]} ${seatTube[1]} L${saddle[0]} ${saddle[1]}`, paint.accentDark, tube * 0.75) +
    line(bar, paint.ink, 3) +
    svg`<path d="M${saddle[0] - 8} ${saddle[1] - 2} q2 -3 8 -2 l9 1 q1 2 -2 2 l-6 1 q-8 3 -9 -2 Z" fill="${paint.ink}"/>` +
    svg`<circle cx="${crank[0]}" cy="${crank[1]}" r="5" fill="none" stroke="${paint.ink}" stroke-width="2"/>`
  );
};
