import type { Rng } from '@supcon/core';
import type { Paint } from '../paint.js';

/** Draws one object as SVG elements in a box from -50 to 50 on both axes (y downwards), filling most of it.
 * Every drawing varies its own proportions and details with `rng`; pose, light and surroundings are the scene's work. */
export type Drawing = (rng: Rng, paint: Paint) => string;
