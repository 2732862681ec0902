import { createHash } from 'node:crypto';
import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';

/**
 * Tells whether a data folder is still what a finished run was trained on, from names, sizes and times alone: it is asked at every
 * quickstart and must not read gigabytes. (The artifact's manifest holds the fingerprint of the contents.)
 * @param {string} folder
 * @returns {string} hexadecimal
 */
export function dataFingerprint(folder) {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map((entry) => path.join(entry.parentPath, entry.name))
    .sort();
  for (const file of files) {
    const { size, mtimeMs } = statSync(file);
    hash.update(`${path.relative(folder, file)}\0${size}\0${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} folder with class folders, or with train/ and test/ folders of class folders
 * @returns {{ gallery: string, photo: string | undefined }} the pictures to index, and one that is not among them where there is a test/
 */
export function describeData(folder) {
  const subfolders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const find = (/** @type {RegExp} */ name) => subfolders.find((entry) => name.test(entry.name))?.name;
  const train = find(/^train(ing)?$/i);
  const gallery = train === undefined ? folder : path.join(folder, train);
  return { gallery, photo: firstPhoto(path.join(folder, find(/^test$/i) ?? train ?? '')) };
}

/** @param {string} folder */
function firstPhoto(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((file) => path.join(folder, file))
    .find((file) => /\.(jpe?g|png|webp)$/i.test(file));
}
