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
  for (const place of outermost(deps, links)) {
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
  const there = outermost(deps, links);
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
 * @param {import('./library-folder.mjs').Links} links
 * @returns {string[]} what lies below deps/, relative to it: folders that hold wanted links are looked into, others are named as a whole
 */
function outermost(deps, links) {
  /** @type {(folder: string) => string[]} */
  const below = (folder) => {
    const full = path.join(deps, folder);
    if (isLink(full) || !Object.keys(links).some((place) => place.startsWith(folder === '' ? '' : `${folder}/`))) return [folder];
    return (list(full) ?? []).flatMap((name) => {
      const place = path.posix.join(folder, name);
      return list(path.join(deps, place)) === undefined ? [place] : below(place);
    });
  };
  return list(deps) === undefined ? [] : below('');
}

/**
 * @param {string} folder
 * @returns {string[] | undefined} undefined for what is no folder
 */
function list(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return undefined;
  }
}

/** @param {string} file */
function isLink(file) {
  try {
    return lstatSync(file).isSymbolicLink();
  } catch {
    return false;
  }
}
