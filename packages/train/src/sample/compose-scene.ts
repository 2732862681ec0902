import type { Rng } from '@supcon/core';
import { mixPaint } from './paint.js';
import type { Hsl } from './colour.js';
import type { SampleClass } from './sample-classes.js';
import { drawClutter, drawOccluder } from './surroundings.js';
import { svg } from './svg-number.js';

/** Side of every sample picture, pixels. */
export const PICTURE_SIZE = 160;

/** A drawn object in its surroundings, before it is put on a ground. */
export interface Scene {
  /** The object with everything in front of and around it, on a transparent ground, PICTURE_SIZE square. */
  readonly svg: string;
  /** Of the object's body, so that the ground can differ from it. */
  readonly colour: Hsl;
  /** Where light comes from, radians, 0 = right, counter-clockwise on the picture. */
  readonly lightAngle: number;
}

/** Lays out one picture: clutter, the object in a pose of its own with its shadow, and in four of ten pictures something in front. */
export function composeScene(rng: Rng, { draw, maxTurn }: SampleClass): Scene {
  const lightAngle = rng.between(0.15, 0.85) * Math.PI;
  const paint = mixPaint(rng, lightAngle);
  const drawing = draw(rng, paint);

  const size = PICTURE_SIZE * rng.between(0.72, 0.97);
  const slack = (PICTURE_SIZE - size) / 2 + 3;
  const centre = [PICTURE_SIZE / 2 + rng.between(-slack, slack), PICTURE_SIZE / 2 + rng.between(-slack, slack)] as const;
  const mirror = rng.uniform() < 0.5 ? -1 : 1;
  const squeeze = rng.between(0.84, 1.18);
  const scaleX = (mirror * size * Math.sqrt(squeeze)) / 100;
  const scaleY = size / Math.sqrt(squeeze) / 100;
  const pose =
    svg`translate(${centre[0]} ${centre[1]}) rotate(${rng.between(-maxTurn, maxTurn)}) ` +
    svg`skewX(${rng.between(-10, 10)}) skewY(${rng.between(-6, 6)}) scale(${scaleX} ${scaleY})`;

  const distance = rng.between(2, 7);
  const shadow =
    svg`<filter id="shadow" x="-20%" y="-20%" width="140%" height="140%"><feGaussianBlur in="SourceAlpha" stdDeviation="${rng.between(1.2, 4)}"/>` +
    svg`<feOffset dx="${-Math.cos(lightAngle) * distance}" dy="${Math.sin(lightAngle) * distance}"/>` +
    svg`<feComponentTransfer><feFuncA type="linear" slope="${rng.between(0.25, 0.6)}"/></feComponentTransfer>` +
    '<feMerge><feMergeNode/><feMergeNode in="SourceGraphic"/></feMerge></filter>';
  const haze = svg`<filter id="haze"><feGaussianBlur stdDeviation="${rng.between(1.5, 4)}"/></filter>`;

  const far = rng.uniform() < 0.25 ? drawClutter(rng, 3 + rng.integer(5), [18, 48]) : '';
  const near = drawClutter(rng, rng.integer(5), [6, 16]);
  const occluders = [0.38, 0.08].map((chance) => (rng.uniform() < chance ? drawOccluder(rng, centre, size / 2) : '')).join('');
  return {
    svg:
      `<svg xmlns="http://www.w3.org/2000/svg" width="${PICTURE_SIZE}" height="${PICTURE_SIZE}" viewBox="0 0 ${PICTURE_SIZE} ${PICTURE_SIZE}">` +
      `<defs>${paint.definitions}${shadow}${haze}</defs><g filter="url(#haze)">${far}</g>${near}` +
      `<g filter="url(#shadow)"><g transform="${pose}">${drawing}</g></g>${occluders}</svg>`,
    colour: paint.colour,
    lightAngle,
  };
}
