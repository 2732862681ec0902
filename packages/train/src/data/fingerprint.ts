import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { ImageFolder } from './image-folder.js';
import { mapParallel } from '../map-parallel.js';

/** A folder's files by their content. */
export interface HashedFolder {
  /** sha256 of each file's bytes in hexadecimal, in the order of `folder.files`. */
  readonly hashes: readonly string[];
  /** sha256 over path and content hash of every file (of a manifest also its label and split): the same for the same pictures in the same
   * places, wherever the folder lies. */
  readonly fingerprint: string;
}

/** Reads every file once. */
export async function hashFolder(folder: ImageFolder, onFile: () => void = () => undefined): Promise<HashedFolder> {
  const hashes = await mapParallel(folder.files, 8, async (file) => {
    const bytes = await readFile(resolve(folder.root, file.path));
    onFile();
    return createHash('sha256').update(bytes).digest('hex');
  });
  return { hashes, fingerprint: fingerprintOf(folder, hashes) };
}

/** The fingerprint of files whose hashes are known. @param hashes sha256 in hexadecimal, in the order of the files. */
export function fingerprintOf({ source, files }: Pick<ImageFolder, 'source' | 'files'>, hashes: readonly string[]): string {
  const digest = createHash('sha256');
  files.forEach((file, index) => {
    // A folder's paths hold label and split already.
    const extra = source === 'manifest' ? `\0${file.label}\0${file.split ?? ''}` : '';
    digest.update(`${file.path}\0${hashes[index]!}${extra}\n`);
  });
  return digest.digest('hex');
}
