import { lstatSync, mkdirSync, readlinkSync, readdirSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import path from 'node:path';

/**
 * Points the binding's `deps/` at a TensorFlow. Each link is replaced in one step, so a process that starts meanwhile finds the old
 * library or the new one. What the package's own download left there (real files) is removed first.
 * @param {string} deps
 * @param {import('./library-folder.mjs').Links} links
 * @returns {boolean} false when everything was right already
 */
export function linkLibraries(deps, links) {
  if (isLinked(deps, links)) return false;
  for (const place of existing(deps)) {
    if (!(place in links) || !isLink(path.join(deps, place))) rmSync(path.join(deps, place), { recursive: true, force: true });
  }
  for (const [place, target] of Object.entries(links)) {
    const link = path.join(deps, place);
    mkdirSync(path.dirname(link), { recursive: true });
    const temporary = `${link}.${process.pid}.tmp`;
    rmSync(temporary, { force: true });
    symlinkSync(target, temporary);
    renameSync(temporary, link);
  }
  return true;
}

/**
 * @param {string} deps
 * @param {import('./library-folder.mjs').Links} links
 */
export function isLinked(deps, links) {
  const there = existing(deps);
  return (
    there.length === Object.keys(links).length &&
    Object.entries(links).every(([place, target]) => {
      const file = path.join(deps, place);
      return isLink(file) && readlinkSync(file) === target;
    })
  );
}

/**
 * @param {string} deps
 * @returns {string[]} what lies in deps/ and deps/lib/, relative to deps/
 */
function existing(deps) {
  const list = (/** @type {string} */ folder) => {
    try {
      return readdirSync(path.join(deps, folder)).map((name) => path.posix.join(folder, name));
    } catch {
      return [];
    }
  };
  const top = list('.');
  const libIsFolder = top.includes('lib') && !isLink(path.join(deps, 'lib'));
  return libIsFolder ? [...top.filter((name) => name !== 'lib'), ...list('lib')] : top;
}

/** @param {string} file */
function isLink(file) {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
