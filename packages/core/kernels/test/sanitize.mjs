/**
 * Compiles the operations with AddressSanitizer and UndefinedBehaviorSanitizer beside the build of set-up, and runs each of them in both precisions, on every
 * instruction set that this processor has, over many shapes. The sanitizer's library is loaded before all else and allocates for TensorFlow too, so that a read
 * past the end of a tensor is seen as well. Ends with 1 where something was found, and says where.
 */
import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { runApart } from './run-apart.mjs';

const kernels = fileURLToPath(new URL('..', import.meta.url));
const folder = path.join(kernels, 'build-sanitized');
const compiler = process.env['CXX'] ?? 'g++';
const FLAGS = '-fsanitize=address,undefined -fno-sanitize-recover=undefined -fno-omit-frame-pointer -g';

/** As those of the tests: many rows and few, channels that fill vector registers and that do not, sides that windows fit and that they do not. */
const SHAPES = [
  [8, 32, 32, 64],
  [4, 16, 16, 97],
  [16, 4, 4, 512],
  [3, 1, 1, 5],
  [5, 31, 32, 48],
  [1, 7, 3, 33],
  [2, 9, 9, 16],
  [1, 2, 2, 1],
];

rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
for (const part of ['src', 'binding.gyp']) cpSync(path.join(kernels, part), path.join(folder, part), { recursive: true });
// The set-up knows where node-gyp and Node's headers are; by a computed address, since tools are imported by nobody.
const { gypEnvironment } = await import(new URL('../../../../tools/setup/native-addons.mjs', import.meta.url).href);
const build = gypEnvironment({ env: process.env, execPath: process.execPath });
process.stdout.write('compiling with the sanitizers (about a minute)\n');
execFileSync(process.execPath, [build.nodeGyp, 'rebuild', '--release'], {
  cwd: folder,
  env: { ...build.env, CXXFLAGS: FLAGS, LDFLAGS: '-fsanitize=address,undefined' },
  stdio: ['ignore', 'ignore', 'inherit'],
});

const addon = path.join(folder, 'build/Release/supcon_kernels.node');
const library = (/** @type {string} */ name) => execFileSync(compiler, [`-print-file-name=${name}`], { encoding: 'utf8' }).trim();
const env = {
  LD_PRELOAD: [library('libasan.so'), library('libubsan.so')].join(' '),
  // Node and TensorFlow keep what they have until the process ends, and TensorFlow holds some symbols twice.
  ASAN_OPTIONS: 'detect_leaks=0:detect_odr_violation=0',
  UBSAN_OPTIONS: 'print_stacktrace=1:halt_on_error=1',
};
let found = 0;
for (const precision of ['float32', 'bfloat16']) {
  const { instructionSet: best } = runApart(addon, precision, [1, 2, 2, 1], env);
  const order = ['baseline', 'avx2', 'avx512', 'amx'];
  for (const instructionSet of order.slice(0, order.indexOf(best) + 1))
    for (const shape of SHAPES) {
      const name = `${precision} on ${instructionSet}, [${shape.join(', ')}]`;
      try {
        runApart(addon, precision, shape, { ...env, SUPCON_KERNELS: instructionSet }, 'inherit');
        process.stdout.write(`clean: ${name}\n`);
      } catch {
        found++;
        process.stdout.write(`FOUND SOMETHING: ${name}; see above\n`);
      }
    }
}
process.exitCode = found === 0 ? 0 : 1;
