import { existsSync, mkdirSync, mkdtempSync, readFileSync, readlinkSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { linksFor } from './library-folder.mjs';
import { isLinked, linkLibraries } from './link-libraries.mjs';

/** @param {readonly string[]} files */
function folderWith(files) {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-links-'));
  for (const file of files) {
    mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
    writeFileSync(path.join(folder, file), file);
  }
  return folder;
}

const WHEEL = ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h'];
const ARCHIVE = ['lib/libtensorflow.so.2', 'lib/libtensorflow_framework.so.2', 'include/tensorflow/c/c_api.h'];

it.each([
  ['site-packages', WHEEL.map((file) => `tensorflow/${file}`), 'libtensorflow_cc.so.2'],
  ['the tensorflow package itself', WHEEL, 'libtensorflow_cc.so.2'],
  ['the C library archive', ARCHIVE, 'libtensorflow.so.2'],
])('links %s under the names that the binding asks for', (_, files, library) => {
  const links = linksFor(folderWith(files));
  const deps = path.join(folderWith([]), 'deps');
  if (links === undefined) throw new Error('the layout was not recognised');
  expect(linkLibraries(deps, links)).toBe(true);
  expect(readFileSync(path.join(deps, 'lib/libtensorflow.so'), 'utf8')).toContain(library);
  expect(existsSync(path.join(deps, 'include/tensorflow/c/c_api.h'))).toBe(true);
  expect(linkLibraries(deps, links)).toBe(false);
});

it('links CUDA beside the libraries, where they look for it, and cuSOLVER where they look for another package', () => {
  const cuda = ['cublas/lib/libcublas.so.12', 'cusparse/lib/libcusparse.so.12', 'cusolver/lib/libcusolver.so.11', 'cuda_nvcc/bin/ptxas'];
  const folder = folderWith([...WHEEL.map((file) => `tensorflow/${file}`), ...cuda.map((file) => `nvidia/${file}`), 'nvidia/__init__.py']);
  const links = linksFor(folder) ?? {};
  const deps = path.join(folderWith([]), 'deps');
  expect(linkLibraries(deps, links)).toBe(true);
  const wanted = [...cuda, 'cusparse/lib/libcusolver.so.11'];
  expect(wanted.filter((file) => !existsSync(path.join(deps, 'lib', '../nvidia', file)))).toEqual([]);
  expect(linkLibraries(deps, links)).toBe(false);
});

it('goes from one TensorFlow to another and leaves nothing of the first', () => {
  const tensorflow = WHEEL.map((file) => `tensorflow/${file}`);
  const withCuda =
    linksFor(folderWith([...tensorflow, 'nvidia/cusparse/lib/libcusparse.so.12', 'nvidia/cusolver/lib/libcusolver.so.11'])) ?? {};
  const without = linksFor(folderWith(tensorflow)) ?? {};
  const deps = path.join(folderWith([]), 'deps');
  for (const links of [withCuda, without, withCuda]) {
    linkLibraries(deps, links);
    expect(isLinked(deps, links)).toBe(true);
  }
  linkLibraries(deps, without);
  expect(existsSync(path.join(deps, 'nvidia'))).toBe(false);
});

it('replaces the one link to all of CUDA that earlier set-ups made', () => {
  const folder = folderWith([...WHEEL.map((file) => `tensorflow/${file}`), 'nvidia/cublas/lib/libcublas.so.12']);
  const deps = folderWith([]);
  symlinkSync(path.join(folder, 'nvidia'), path.join(deps, 'nvidia'));
  linkLibraries(deps, linksFor(folder) ?? {});
  expect(readlinkSync(path.join(deps, 'nvidia/cublas'))).toBe(path.join(folder, 'nvidia/cublas'));
  expect(existsSync(path.join(folder, 'nvidia/cublas/lib/libcublas.so.12'))).toBe(true);
});

it("replaces what the package's own download left, and links that are no longer wanted", () => {
  const deps = folderWith(['lib/libtensorflow.so', 'lib/libtensorflow.so.2.9.1', 'include/old.h', 'LICENSE']);
  const links = linksFor(folderWith(WHEEL)) ?? {};
  linkLibraries(deps, links);
  expect(isLinked(deps, links)).toBe(true);
  expect(existsSync(path.join(deps, 'LICENSE'))).toBe(false);
});

it('knows no layout without headers', () => {
  expect(linksFor(folderWith(['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2']))).toBeUndefined();
});
