import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { askedFor, findPending } from './find-pending.mjs';
import { createLayout } from './layout.mjs';
import { ADDONS } from './native-addons.mjs';
import { writeStamp } from './stamp.mjs';
import { bindingFile } from './tensorflow/binding.mjs';

/** @type {import('./layout.mjs').Layout} */
let layout;

const NATIVE = /** @type {const} */ ({ backend: 'native', source: 'wheel', version: '9', variant: 'cpu', folder: '/x', refused: [] });
const WASM = /** @type {const} */ ({ backend: 'wasm', source: 'none', version: '', variant: 'unknown', folder: '', refused: [] });

const NO_KERNELS = { sources: 'none' };

/** @param {string} file */
function touch(file) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
}

/** A checkout after a complete set-up. */
beforeEach(() => {
  layout = createLayout({ root: mkdtempSync(path.join(tmpdir(), 'supcon-pending-')), env: {} });
  mkdirSync(layout.nodeModules);
  writeFileSync(path.join(layout.root, 'package-lock.json'), '{"packages":{}}');
  writeFileSync(path.join(layout.nodeModules, '.package-lock.json'), '{"packages":{}}');
  for (const { name, file } of ADDONS) touch(path.join(layout.nodeModules, name, file));
  touch(bindingFile(layout));
  for (const file of ['include/tensorflow/c/c_api.h', 'lib/libtensorflow.so', 'lib/libtensorflow_framework.so.2'])
    touch(path.join(layout.binding, 'deps', file));
  touch(layout.markerFile);
  writeStamp(layout, { asked: 'auto', tensorflow: NATIVE, kernels: NO_KERNELS });
});

/**
 * @param {{ env?: NodeJS.ProcessEnv, gpu?: import('./detect-gpu.mjs').Found, retry?: boolean }} [options]
 * @returns {string[]} what there is to look at
 */
function pending({ env = {}, gpu = { present: false }, retry = false } = {}) {
  return findPending({ layout, env, gpu, retry }).map(({ name }) => name);
}

it('finds nothing after a complete set-up', () => {
  expect(pending()).toEqual([]);
  expect(pending({ retry: true })).toEqual([]);
});

it('finds everything in a fresh clone', () => {
  rmSync(layout.nodeModules, { recursive: true });
  expect(pending()).toEqual(['npm packages', 'hnswlib-node', 'better-sqlite3', 'TensorFlow', 'kernels']);
});

it('looks at an addon whose file is gone or was replaced', () => {
  const [first, second] = ADDONS.map(({ name, file }) => path.join(layout.nodeModules, name, file));
  rmSync(first ?? '');
  utimesSync(second ?? '', 1, 1);
  expect(pending()).toEqual(['hnswlib-node', 'better-sqlite3']);
});

it('looks at TensorFlow when its libraries went away, as with a cache that was deleted', () => {
  rmSync(path.join(layout.binding, 'deps/lib/libtensorflow.so'));
  expect(pending()).toEqual(['TensorFlow', 'kernels']);
});

it('looks at TensorFlow when another one is asked for, a GPU appears, or its driver is another', () => {
  expect(pending({ env: { SUPCON_TENSORFLOW: 'off' } })).toEqual(['TensorFlow', 'kernels']);
  expect(pending({ env: { SUPCON_LIBTENSORFLOW: '/opt/tf' } })).toEqual(['TensorFlow', 'kernels']);
  expect(pending({ gpu: { present: true } })).toEqual(['TensorFlow', 'kernels']);
  writeStamp(layout, {
    asked: askedFor({ env: {}, gpu: { present: true, driver: '470.57.02' } }),
    tensorflow: NATIVE,
    kernels: NO_KERNELS,
  });
  expect(pending({ gpu: { present: true, driver: '470.57.02' } })).toEqual([]);
  expect(pending({ gpu: { present: true, driver: '550.54.15' } })).toEqual(['TensorFlow', 'kernels']);
  writeStamp(layout, { asked: 'auto', tensorflow: NATIVE, kernels: NO_KERNELS });
  expect(pending({ env: { SUPCON_TENSORFLOW: 'auto' } })).toEqual([]);
});

it('after a fall back to wasm looks again only when a person asks', () => {
  writeStamp(layout, { asked: 'auto', tensorflow: WASM, kernels: NO_KERNELS });
  expect(pending()).toEqual([]);
  expect(pending({ retry: true })).toEqual(['TensorFlow', 'kernels']);
});

it('does not look again for what was switched off', () => {
  writeStamp(layout, { asked: 'off', tensorflow: WASM, kernels: NO_KERNELS });
  expect(pending({ env: { SUPCON_TENSORFLOW: 'off' }, retry: true })).toEqual([]);
  expect(pending({ retry: true })).toEqual(['TensorFlow', 'kernels']);
});
