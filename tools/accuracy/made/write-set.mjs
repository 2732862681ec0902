import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { createRng } from '@supcon/core';
import sharp from 'sharp';
import { CELLS, drawCells } from './cells.mjs';
import { TEXTURES, drawTexture } from './textures.mjs';

/** Photos of kinds that ImageNet does not have, drawn by formulas, so that nobody has seen them before. */
const SETS = {
  textures: { labels: Object.keys(TEXTURES), draw: drawTexture, each: 60 },
  cells: { labels: Object.keys(CELLS), draw: drawCells, each: 70 },
};

/** @param {string} name @returns {name is keyof typeof SETS} */
export function isMade(name) {
  return name in SETS;
}

const SIDE = 160;

/**
 * Writes a set as a folder for each class, unless it is there.
 * @param {keyof typeof SETS} name
 * @param {string} folder
 */
export async function writeSet(name, folder) {
  if (existsSync(folder)) return;
  const { labels, draw, each } = SETS[name];
  const partial = `${folder}.partial`;
  rmSync(partial, { recursive: true, force: true });
  for (const label of labels) {
    mkdirSync(path.join(partial, label), { recursive: true });
    for (let number = 0; number < each; number++) {
      const pixels = draw(label, createRng(0, name, label, number), SIDE);
      const raw = { width: SIDE, height: SIDE, channels: /** @type {const} */ (3) };
      await sharp(pixels, { raw })
        .jpeg({ quality: 90 })
        .toFile(path.join(partial, label, `${String(number).padStart(3, '0')}.jpg`));
    }
  }
  renameSync(partial, folder);
}
