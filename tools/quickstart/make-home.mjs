import { accessSync, constants, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { QuickstartError } from './quickstart-error.mjs';

/**
 * Makes the folder for everything that is kept, before minutes are spent on what cannot be kept. What @supcon/core/files says of a home that cannot be
 * written is not built yet.
 * @param {string} home absolute
 */
export function makeHome(home) {
  try {
    // Making folders one in another, Node hides behind ENOENT that the disk is read-only.
    accessSync(nearestFolder(home), constants.W_OK);
    mkdirSync(home, { recursive: true });
    accessSync(home, constants.W_OK);
  } catch (error) {
    throw new QuickstartError(`the home ${home} cannot be written (${error instanceof Error ? error.message : String(error)})`, {
      fix: 'everything is kept there: give another folder with --home DIR or SUPCON_HOME',
    });
  }
}

/**
 * @param {string} file
 * @returns {string} itself, or what is there of the way to it
 */
function nearestFolder(file) {
  return existsSync(file) || file === path.dirname(file) ? file : nearestFolder(path.dirname(file));
}
