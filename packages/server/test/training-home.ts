import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { makePicture } from './pictures.js';

/** Stands for `supcon train` where TensorFlow would take too long. */
export const TRAINING_PROGRAM = fileURLToPath(new URL('./training-program.mjs', import.meta.url));

/** `<home>/data/<name>/<class>/<n>.png`, so many pictures a class. */
export async function writePhotos(home: string, name: string, classes: Readonly<Record<string, number>>): Promise<string> {
  const folder = path.join(home, 'data', name);
  await mkdir(folder, { recursive: true });
  let seed = 0;
  for (const [label, pictures] of Object.entries(classes)) {
    await mkdir(path.join(folder, label));
    for (let n = 0; n < pictures; n++) await writeFile(path.join(folder, label, `${n}.png`), await makePicture(++seed));
  }
  return folder;
}

/** A home of its own. */
export function makeHome(): Promise<string> {
  return mkdtemp(path.join(tmpdir(), 'supcon-training-'));
}
