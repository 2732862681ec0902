import { createHash } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLayout } from '../layout.mjs';

/**
 * A machine for tests: its own home, a package index that is a folder, a python3 whose `-m pip download` takes from it (all else is the
 * real python3), and a node that plays the binding: it "computes" when the library linked to it reads `sound`. That node also plays `npm ci` and node-gyp.
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
    echo 'TensorFlow 9.9.9' ;;
  */node-pre-gyp) mkdir -p lib/napi-v8 && echo binding > lib/napi-v8/tfjs_binding.node ;;
  */npm-cli.js) cp package-lock.json node_modules/.package-lock.json ;;
  */node-gyp.js) [ -z "$COMPILER_FAILS" ] || { echo 'error: no such header' >&2; exit 1; }
    mkdir -p build/Release && echo compiled > build/Release/addon.node && echo compiled > build/Release/better_sqlite3.node ;;
  scripts/install.js) [ -n "$CDN_IS_UP" ] || { echo 'Error: getaddrinfo ENOTFOUND' >&2; exit 1; }
    mkdir -p deps/lib lib/napi-v8 && printf sound > deps/lib/libtensorflow.so && echo binding > lib/napi-v8/tfjs_binding.node ;;
esac`,
  );
  const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: home };
  const layout = createLayout({ root, env });
  mkdirSync(layout.binding, { recursive: true });
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

/**
 * @param {string} index
 * @param {string} library
 * @returns {import('./pins.mjs').Pins}
 */
function publish(index, library) {
  const contents = mkdtempSync(path.join(tmpdir(), 'supcon-wheel-'));
  writeLibrary(path.join(contents, 'tensorflow'), library);
  const name = 'tensorflow_cpu-9.9.9-cp311.whl';
  const wheel = path.join(index, name);
  execFileSync('python3', ['-m', 'zipfile', '-c', wheel, path.join(contents, 'tensorflow')]);
  const sha256 = createHash('sha256').update(readFileSync(wheel)).digest('hex');
  const extract = ['tensorflow/libtensorflow_cc.so.2', 'tensorflow/libtensorflow_framework.so.2', 'tensorflow/include/'];
  const { size: bytes } = statSync(wheel);
  const pin = { requirement: 'tensorflow-cpu==9.9.9', file: name, sha256, bytes, extractedBytes: 100, platform: 'manylinux', extract };
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
