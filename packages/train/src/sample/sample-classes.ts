import { drawBicycle } from './drawings/bicycle.js';
import { drawCat } from './drawings/cat.js';
import type { Drawing } from './drawings/drawing.js';
import { drawFish } from './drawings/fish.js';
import { drawHouse } from './drawings/house.js';
import { drawKey } from './drawings/key.js';
import { drawLeaf } from './drawings/leaf.js';
import { drawMug } from './drawings/mug.js';
import { drawUmbrella } from './drawings/umbrella.js';

export interface SampleClass {
  /** Folder name and label. */
  readonly name: string;
  readonly draw: Drawing;
  /** Largest turn from upright in the picture plane, degrees: a key lies any way, a house hardly leans. */
  readonly maxTurn: number;
}

/** What the sample pictures show, in alphabetical order. Told apart by shape alone: all share the same colours, poses and surroundings. */
export const SAMPLE_CLASSES: readonly SampleClass[] = [
  { name: 'bicycle', draw: drawBicycle, maxTurn: 25 },
  { name: 'cat', draw: drawCat, maxTurn: 35 },
  { name: 'fish', draw: drawFish, maxTurn: 40 },
  { name: 'house', draw: drawHouse, maxTurn: 20 },
  { name: 'key', draw: drawKey, maxTurn: 180 },
  { name: 'leaf', draw: drawLeaf, maxTurn: 120 },
  { name: 'mug', draw: drawMug, maxTurn: 25 },
  { name: 'umbrella', draw: drawUmbrella, maxTurn: 40 },
];
