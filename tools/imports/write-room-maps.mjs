import path from 'node:path';
import { putBetweenMarkers } from '../put-between-markers.mjs';
import { drawRooms } from './draw-rooms.mjs';
import { listImports } from './list-imports.mjs';
import { PACKAGES, ROOMS } from './rooms.mjs';

/**
 * Puts a drawing of what is imported now where the page has a place for it: one of the packages, and one of the rooms of each package.
 * @param {string} page the text of docs/architecture.md
 * @param {string} root the repository
 * @returns {Promise<string>} the page with its drawings up to date
 * @throws Error where the page has no place for one, a file lies in no room, or an import runs back up
 */
export async function writeRoomMaps(page, root) {
  const folders = PACKAGES.flat().map((name) => (name === 'tools' ? name : `${name}/src`));
  const imports = await listImports(root, folders);
  let written = putBetweenMarkers(page, markers('the packages'), drawRooms(PACKAGES, imports));
  for (const [folder, floors] of Object.entries(ROOMS)) {
    const inside = imports
      .filter(({ from, to }) => from.startsWith(`${folder}/`) && to.startsWith(`${folder}/`))
      .map(({ from, to }) => ({ from: path.posix.relative(folder, from), to: path.posix.relative(folder, to) }));
    written = putBetweenMarkers(written, markers(folder), drawRooms(floors, inside));
  }
  return written;
}

/** @param {string} name */
function markers(name) {
  return { begin: `<!-- rooms of ${name}, drawn by npm run rooms -->`, end: `<!-- end of the rooms of ${name} -->` };
}
