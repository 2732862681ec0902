import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import path from 'node:path';

/** @typedef {import('@supcon/core/photos').PhotoSet} PhotoSet */

/**
 * Tells whether photos are still what a finished run was trained on, from names, sizes and times alone: it is asked at every
 * quickstart and must not read gigabytes. (The artifact's manifest holds the fingerprint of the contents.) Of a list it also tells labels and
 * splits; of a folder the names do.
 * @param {PhotoSet} photos
 * @returns {Promise<string>} hexadecimal
 */
export async function dataFingerprint({ source, root, photos }) {
  const hash = createHash('sha256');
  for (const { path: name, label, split } of photos) {
    // Behind a link counts what it leads to.
    const found = await stat(path.resolve(root, name)).catch(() => undefined);
    const extra = source === 'list' ? `\0${label}\0${split ?? ''}` : '';
    hash.update(`${name}\0${found?.size ?? ''}\0${found?.mtimeMs ?? ''}${extra}\n`);
  }
  return hash.digest('hex');
}

/**
 * What to index of photos: those that are trained on, so that one of the others can be tried.
 * @param {string} data the folder or list
 * @param {PhotoSet} photos what is in it
 * @returns {{ gallery: readonly string[], photo: string | undefined }} arguments of `supcon-server index`, and a photo to try: one that is not
 * among the indexed where there are test photos
 */
export function describeData(data, { source, root, photos }) {
  const trained = photos.filter(({ split }) => split === 'train');
  const folders = new Set(trained.map(({ path: name }) => name.split('/')[0] ?? ''));
  const [folder] = folders;
  const tried = photos.some(({ split }) => split === 'test') ? photos.filter(({ split }) => split === 'test') : photos;
  const shown = tried.find(({ path: name }) => /\.(jpe?g|png|webp)$/i.test(name));
  return {
    gallery:
      folder === undefined
        ? ['--data', data]
        : source === 'folder' && folders.size === 1
          ? ['--data', path.join(data, folder)]
          : ['--data', data, '--split', 'train'],
    photo: shown && path.resolve(root, shown.path),
  };
}
