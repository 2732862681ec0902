import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ImageFile, ImageFolder } from './image-folder.js';
import { mapParallel } from './map-parallel.js';

export interface HashedFolder {
  /** sha256 of each file's bytes in hexadecimal, in the order of `folder.files`. */
  readonly hashes: readonly string[];
  /** sha256 over path and content hash of every file: the same for the same pictures in the same places, wherever the folder lies. */
  readonly fingerprint: string;
}

/** Reads every file once. */
export async function hashFolder(folder: ImageFolder, onFile: () => void = () => undefined): Promise<HashedFolder> {
  const hashes = await mapParallel(folder.files, 8, async (file) => {
    const bytes = await readFile(join(folder.root, file.path));
    onFile();
    return createHash('sha256').update(bytes).digest('hex');
  });
  return { hashes, fingerprint: fingerprintOf(folder.files, hashes) };
}

export function fingerprintOf(files: readonly ImageFile[], hashes: readonly string[]): string {
  const digest = createHash('sha256');
  files.forEach((file, index) => digest.update(`${file.path}\0${hashes[index]!}\n`));
  return digest.digest('hex');
}
