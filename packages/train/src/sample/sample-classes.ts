import { drawBicycle } from './drawings/bicycle.js';
import { drawCat } from './drawings/cat.js';
import type { Drawing } from './drawings/drawing.js';
import { drawFish } from './drawings/fish.js';
import { drawHouse } from './drawings/house.js';
import { drawKey } from './drawings/key.js';
import { drawLeaf } from './drawings/leaf.js';
import { drawMug } from './drawings/mug.js';
import { drawUmbrella } from './drawings/umbrella.js';

/** A kind of thing among the sample pictures. */
export interface SampleClass {
  /** Folder name and label. */
  readonly name: string;
  readonly draw: Drawing;
  /** Largest turn from upright in the picture plane, degrees: a key lies as it fell, a house hardly leans. */
  readonly maxTurn: number;
}

/** What the sample pictures show, in alphabetical order. Told apart by shape alone: all share the same colours, poses and surroundings. */
export const SAMPLE_CLASSES: readonly SampleClass[] = [
  { name: 'bicycle', draw: drawBicycle, maxTurn: 20 },
  { name: 'cat', draw: drawCat, maxTurn: 25 },
  { name: 'fish', draw: drawFish, maxTurn: 25 },
  { name: 'house', draw: drawHouse, maxTurn: 15 },
  { name: 'key', draw: drawKey, maxTurn: 60 },
  { name: 'leaf', draw: drawLeaf, maxTurn: 60 },
  { name: 'mug', draw: drawMug, maxTurn: 20 },
  { name: 'umbrella', draw: drawUmbrella, maxTurn: 25 },
];
