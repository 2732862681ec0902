import { existsSync } from 'node:fs';
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
  const nvidia = path.join(folder, '..', 'nvidia');
  return {
    include,
    'lib/libtensorflow.so': library,
    'lib/libtensorflow_cc.so.2': library,
    'lib/libtensorflow_framework.so': framework,
    'lib/libtensorflow_framework.so.2': framework,
    // The libraries look for CUDA in ../nvidia beside the folder that they were found in, which is deps/lib.
    ...(existsSync(nvidia) ? { nvidia } : {}),
  };
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
