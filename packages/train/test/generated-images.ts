import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { createRng } from '@supcon/core';

/** A temporary folder that is removed when `use` ends. */
export async function inTemporaryFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'supcon-train-'));
  try {
    return await use(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** One PNG of noise around a colour: the same one in every run, for the name of the temporary folder is no part of its seed. */
export async function writePicture(path: string, colour: readonly [number, number, number], seed: number, side = 24): Promise<void> {
  const parts = path.split('/');
  const within = parts.slice(parts.findLastIndex((part) => part.startsWith('supcon-')) + 1);
  const rng = createRng(seed, 'picture', within.slice(-3).join('/'));
  const pixels = Uint8Array.from({ length: side * side * 3 }, (_, at) =>
    Math.min(255, Math.max(0, Math.round(colour[at % 3]! + 50 * rng.normal()))),
  );
  await mkdir(join(path, '..'), { recursive: true });
  await sharp(pixels, { raw: { width: side, height: side, channels: 3 } })
    .png()
    .toFile(path);
}

const COLOURS: Readonly<Record<string, readonly [number, number, number]>> = {
  blue: [60, 70, 190],
  green: [60, 180, 70],
  red: [190, 60, 60],
};

/** `<root>/<split>/<class>/<n>.png` of three classes that colour tells apart. Without splits: `{ '': 10 }`. */
export async function writeColourData(root: string, perClass: Readonly<Record<string, number>>): Promise<void> {
  for (const [split, count] of Object.entries(perClass))
    for (const [label, colour] of Object.entries(COLOURS))
      for (let n = 0; n < count; n++) await writePicture(join(root, split, label, `${n}.png`), colour, n);
}
