import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLayout } from '../layout.mjs';

/**
 * A machine for tests: its own home, a package index that is a folder, a python3 whose `-m pip download` takes from it (all else is the
 * real python3), and a node that plays the binding: it "computes" when the library linked to it reads `sound`, and does so on a GPU when all of
 * CUDA is linked as well. That node also plays `npm ci` and node-gyp.
 */
export function fakeMachine() {
  const home = mkdtempSync(path.join(tmpdir(), 'supcon-machine-'));
  const bin = path.join(home, 'bin');
  const index = path.join(home, 'index');
  const log = path.join(home, 'log');
  const root = path.join(home, 'checkout');
  for (const folder of [bin, index]) mkdirSync(folder, { recursive: true });
  writeFileSync(log, '');
  script(
    path.join(bin, 'python3'),
    `if [ "$1" != -m ]; then exec '${realPython()}' "$@"; fi
echo "pip $*" >> '${log}'
while [ $# -gt 0 ]; do [ "$1" = --dest ] && dest="$2"; last="$1"; shift; done
[ -n "$PIP_IS_SLOW" ] && { head -c 20 '${index}'/*.whl > "$TMPDIR/partial.whl"; exec sleep 5; }
[ -n "$(ls '${index}')" ] || { echo "WARNING: Retrying after connection broken by 'NewConnectionError(refused)': /simple" >&2; echo "ERROR: No matching distribution found for $last" >&2; exit 1; }
cp '${index}'/*.whl "$dest"`,
  );
  script(
    path.join(bin, 'node'),
    `echo "node $*" >> '${log}'
case "$1" in
  */probe-binding.mjs) library="$(dirname "$2")/../../deps/lib/libtensorflow.so"
    [ "$(cat "$library" 2>/dev/null)" = sound ] || { echo 'Error: wrong library' >&2; exit 1; }
    [ -e "$(dirname "$2")/../../deps/nvidia/cusparse/lib/libcusolver.so.11" ] && echo 'TensorFlow 9.9.9 gpu' || echo 'TensorFlow 9.9.9 cpu' ;;
  */probe-kernels.mjs) [ -e "$3" ] && echo 'kernels avx2' || { echo 'Error: no such file' >&2; exit 1; } ;;
  */node-pre-gyp) mkdir -p lib/napi-v8 && echo binding > lib/napi-v8/tfjs_binding.node ;;
  */npm-cli.js) cp package-lock.json node_modules/.package-lock.json ;;
  */node-gyp.js) [ -z "$COMPILER_FAILS" ] || { echo 'error: no such header' >&2; exit 1; }
    [ -z "$KERNELS_FAIL" ] || [ ! -e src/kernel.cc ] || { echo 'error: no such kernel' >&2; exit 1; }
    mkdir -p build/Release && for name in addon better_sqlite3 supcon_kernels; do echo compiled > build/Release/$name.node; done ;;
  scripts/install.js) [ -n "$CDN_IS_UP" ] || { echo 'Error: getaddrinfo ENOTFOUND' >&2; exit 1; }
    mkdir -p deps/lib lib/napi-v8 && printf sound > deps/lib/libtensorflow.so && echo binding > lib/napi-v8/tfjs_binding.node ;;
esac`,
  );
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home };
  const layout = createLayout({ root, env });
  mkdirSync(layout.binding, { recursive: true });
  mkdirSync(path.join(layout.kernels, 'src'), { recursive: true });
  for (const file of ['binding.gyp', 'src/kernel.cc']) writeFileSync(path.join(layout.kernels, file), '1');
  writeFileSync(path.join(layout.binding, 'package.json'), '{"version":"4.22.0"}');
  const preGyp = path.join(layout.nodeModules, '@mapbox/node-pre-gyp/bin');
  mkdirSync(preGyp, { recursive: true });
  writeFileSync(path.join(preGyp, 'node-pre-gyp'), '');
  // node-gyp is looked for beside the npm of the running Node.
  const gyp = path.join(home, 'lib/node_modules/npm/node_modules/node-gyp/bin');
  mkdirSync(gyp, { recursive: true });
  mkdirSync(path.join(home, 'lib/node_modules/npm/bin'));
  writeFileSync(path.join(home, 'lib/node_modules/npm/bin/npm-cli.js'), '');
  writeFileSync(path.join(gyp, 'node-gyp.js'), '');
  return {
    home,
    env,
    layout,
    execPath: path.join(bin, 'node'),
    /** The commands that were run. */
    calls: () => readFileSync(log, 'utf8').split('\n').filter(Boolean),
    /** Puts a wheel on the index. @param {string} library what the library reads */
    publish(library) {
      return publish(index, library);
    },
    /** Puts TensorFlow and two of NVIDIA's packages on the index, as wheels of the GPU build. */
    publishCuda() {
      const { version, variants } = publish(index, 'sound');
      const tensorflow = Object.values(variants)[0] ?? [];
      const cuda = [publishNvidia(index, 'cusparse', 'libcusparse.so.12'), publishNvidia(index, 'cusolver', 'libcusolver.so.11')];
      return { version, cuda: NEEDS, variants: { ...variants, [`${process.platform}-${process.arch}-gpu`]: [...tensorflow, ...cuda] } };
    },
    /** Puts an nvidia-smi on PATH. @param {string} line that it answers */
    gpu(line) {
      script(path.join(bin, 'nvidia-smi'), `echo '${line}'`);
    },
    /** Takes every wheel off the index. */
    withdraw() {
      rmSync(index, { recursive: true });
      mkdirSync(index);
    },
    /** A folder as SUPCON_LIBTENSORFLOW wants it. @param {string} library */
    libraryFolder(library) {
      const folder = path.join(home, 'given');
      writeLibrary(folder, library);
      return folder;
    },
  };
}

const NEEDS = { version: '12.5', driver: '525.60.13', capability: '6.0', compiledBelow: '9.0', compilingDriver: '555.42.02' };

/**
 * @param {string} index
 * @param {string} name of NVIDIA's package
 * @param {string} library in it
 * @returns {import('./pins.mjs').Wheel}
 */
function publishNvidia(index, name, library) {
  const contents = mkdtempSync(path.join(tmpdir(), 'supcon-wheel-'));
  mkdirSync(path.join(contents, 'nvidia', name, 'lib'), { recursive: true });
  writeFileSync(path.join(contents, 'nvidia', name, 'lib', library), name);
  return {
    ...pack(index, path.join(contents, 'nvidia'), `nvidia_${name}-1-py3.whl`, `nvidia-${name}==1`),
    extract: [`nvidia/${name}/lib/`],
  };
}

/**
 * @param {string} index
 * @param {string} folder what the wheel holds
 * @param {string} file
 * @param {string} requirement
 */
function pack(index, folder, file, requirement) {
  const wheel = path.join(index, file);
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, folder]);
  const sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  return { requirement, file, sha256, bytes: statSync(wheel).size, extractedBytes: 100, platform: 'manylinux' };
}

/**
 * @param {string} index
 * @param {string} library
 * @returns {import('./pins.mjs').Pins}
 */
function publish(index, library) {
  const contents = mkdtempSync(path.join(tmpdir(), 'supcon-wheel-'));
  writeLibrary(path.join(contents, 'tensorflow'), library);
  const extract = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2', 'tensorflow/include/'];
  const wheel = pack(index, path.join(contents, 'tensorflow'), 'tensorflow_cpu-9.9.9-cp311.whl', 'tensorflow-cpu==9.9.9');
  const pin = { ...wheel, extract };
  return { version: '9.9.9', variants: { [`${process.platform}-${process.arch}-cpu`]: [pin] } };
}

/**
 * @param {string} folder
 * @param {string} library
 */
function writeLibrary(folder, library) {
  mkdirSync(path.join(folder, 'include/tensorflow/c'), { recursive: true });
  writeFileSync(path.join(folder, 'include/tensorflow/c/c_api.h'), '');
  writeFileSync(path.join(folder, 'libtensorflow_cc.so.2'), library);
  writeFileSync(path.join(folder, 'libtensorflow_framework.so.2'), library);
}

/**
 * @param {string} file
 * @param {string} body
 */
function script(file, body) {
  writeFileSync(file, `#!/bin/bash\n${body}\n`);
  chmodSync(file, 0o755);
}

function realPython() {
  return execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
}
