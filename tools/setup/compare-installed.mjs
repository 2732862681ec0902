import { existsSync, lstatSync } from 'node:fs';
import path from 'node:path';
import { readJson } from './read-json.mjs';

/** @typedef {{ version?: string, integrity?: string, link?: boolean, optional?: boolean, devOptional?: boolean, peer?: boolean }} LockEntry */

/**
 * Compares what package-lock.json asks for with what npm says it installed (node_modules/.package-lock.json, which npm writes last), so
 * that an interrupted install counts as none and a developer's own `npm install` counts as done.
 * @param {string} root
 * @returns {string | undefined} what differs, or undefined when node_modules is as the lock file says
 */
export function compareInstalled(root) {
  const wanted = entries(path.join(root, 'package-lock.json'));
  if (wanted === undefined) return 'package-lock.json is missing or unreadable';
  const installed = entries(path.join(root, 'node_modules/.package-lock.json'));
  if (installed === undefined) return 'node_modules is missing or incomplete';
  for (const [place, entry] of Object.entries(wanted)) {
    if (!place.includes('node_modules/')) continue;
    const present = installed[place];
    if (present === undefined) {
      // Packages for another operating system or processor are in the lock file and never installed here.
      if (entry.optional === true || entry.devOptional === true || entry.peer === true) continue;
      return `${place} is not installed`;
    }
    if (present.version !== entry.version || present.integrity !== entry.integrity) {
      return `${place} is ${String(present.version)}, the lock file wants ${String(entry.version)}`;
    }
    if (entry.link === true ? !isLink(path.join(root, place)) : !existsSync(path.join(root, place, 'package.json'))) {
      return `${place} is missing on disk`;
    }
  }
  return undefined;
}

/**
 * @param {string} file
 * @returns {Record<string, LockEntry> | undefined}
 */
function entries(file) {
  const value = readJson(file);
  if (typeof value !== 'object' || value === null || !('packages' in value)) return undefined;
  return /** @type {Record<string, LockEntry>} */ (value.packages);
}

/** @param {string} file */
function isLink(file) {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
