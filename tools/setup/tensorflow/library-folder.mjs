import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** @typedef {Readonly<Record<string, string>>} Links path below the binding's `deps/` -> absolute target */

/**
 * The links that make the binding build against and load the TensorFlow in `folder`. Three layouts are known: a Python package or our
 * cache (`tensorflow/` below it, NVIDIA's packages beside it), the package folder itself, and the C library's archive (lib/, include/).
 * The binding asks for libtensorflow.so; libtensorflow_cc.so.2 of the wheel exports the same C API.
 * @param {string} folder
 * @returns {Links | undefined} undefined when there is no TensorFlow library with headers
 */
export function linksFor(folder) {
  const inside = existsSync(path.join(folder, 'tensorflow', 'libtensorflow_cc.so.2')) ? path.join(folder, 'tensorflow') : folder;
  return wheelLinks(inside) ?? archiveLinks(folder);
}

/**
 * @param {string} folder
 * @returns {Links | undefined}
 */
function wheelLinks(folder) {
  const library = path.join(folder, 'libtensorflow_cc.so.2');
  const framework = path.join(folder, 'libtensorflow_framework.so.2');
  const include = path.join(folder, 'include');
  if (![library, framework, path.join(include, 'tensorflow/c/c_api.h')].every((file) => existsSync(file))) return undefined;
  return {
    include,
    'lib/libtensorflow.so': library,
    'lib/libtensorflow_cc.so.2': library,
    'lib/libtensorflow_framework.so': framework,
    'lib/libtensorflow_framework.so.2': framework,
    ...cudaLinks(path.join(folder, '..', 'nvidia')),
  };
}

/** libtensorflow_framework, which opens CUDA's libraries, looks in every package's folder but cuSOLVER's (RUNPATH of 2.21.0): it is put into this one. */
const STAND_IN = 'cusparse';

/**
 * The libraries look for CUDA in ../nvidia/<package>/lib beside the folder that they were found in, which is deps/lib. Without any one of them
 * TensorFlow takes no GPU at all.
 * @param {string} nvidia the folder of NVIDIA's packages; need not exist
 * @returns {Links}
 */
function cudaLinks(nvidia) {
  const packages = foldersIn(nvidia);
  const shared = packages.includes(STAND_IN) && packages.includes('cusolver');
  /** @type {Record<string, string>} */
  const links = {};
  for (const name of packages) if (!shared || name !== STAND_IN) links[`nvidia/${name}`] = path.join(nvidia, name);
  for (const name of shared ? [STAND_IN, 'cusolver'] : []) {
    const lib = path.join(nvidia, name, 'lib');
    const libraries = existsSync(lib) ? readdirSync(lib).filter((file) => file.includes('.so')) : [];
    for (const file of libraries) links[`nvidia/${STAND_IN}/lib/${file}`] = path.join(lib, file);
  }
  return links;
}

/**
 * @param {string} folder need not exist
 * @returns {string[]}
 */
function foldersIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !entry.name.startsWith('_'))
    .map(({ name }) => name);
}

/**
 * @param {string} folder
 * @returns {Links | undefined}
 */
function archiveLinks(folder) {
  const pick = (/** @type {string} */ name) =>
    [`${name}.so.2`, `${name}.so`].map((file) => path.join(folder, 'lib', file)).find((file) => existsSync(file));
  const library = pick('libtensorflow');
  const framework = pick('libtensorflow_framework');
  const include = path.join(folder, 'include');
  if (library === undefined || framework === undefined || !existsSync(path.join(include, 'tensorflow/c/c_api.h'))) return undefined;
  return {
    include,
    'lib/libtensorflow.so': library,
    'lib/libtensorflow.so.2': library,
    'lib/libtensorflow_framework.so': framework,
    'lib/libtensorflow_framework.so.2': framework,
  };
}
