#!/usr/bin/env node
/** Exports an artifact with `supcon export` and has Python answer for photos: TensorFlow with the SavedModel, PyTorch and torchvision with the safetensors
 * (loaded strictly). Embeddings and logits may differ by 1e-4 from what ONNX Runtime answers with the artifact's own encoder. Exit status 1 where
 * they differ by more. Needs the built packages. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const USAGE = `usage: node tools/verify/exported-models.mjs --artifact DIR --data DIR [--count 20]

  --artifact  artifacts/<name>/<version>; a ResNet or MobileNet with average pooling, which torchvision has
  --data      photos, in folders of any depth
  --count     how many of them

SUPCON_PEERS_PYTHON is a Python with torch, torchvision, safetensors and tensorflow (default python3).

Example: SUPCON_PEERS_PYTHON=venv/bin/python node tools/verify/exported-models.mjs --artifact .supcon/artifacts/pets/1 --data photos`;

const TOLERANCE = 1e-4;

const { values } = parseArgs({
  options: {
    artifact: { type: 'string' },
    data: { type: 'string' },
    count: { type: 'string', default: '20' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.artifact || !values.data) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
const count = Number(values.count);
/** The command line as it was built, or from its source under `--conditions=supcon-source --import tsx`. */
const supcon = process.execArgv.includes('--conditions=supcon-source')
  ? [...process.execArgv, fileURLToPath(new URL('../../packages/train/src/run-cli.ts', import.meta.url))]
  : [fileURLToPath(new URL('../../packages/train/bin/supcon.mjs', import.meta.url))];
const { manifest, onnxPath } = await readArtifact(values.artifact);
const size = manifest.imageSize;
const folder = mkdtempSync(path.join(tmpdir(), 'supcon-exported-'));
try {
  const images = await readPhotos(values.data);
  writeFileSync(path.join(folder, 'images.f32'), images);
  const expected = await answers(images);
  /** @type {[string, string[], string][]} */
  const exports = [
    ['savedmodel', [], 'TensorFlow'],
    ['safetensors', ['--names', 'torchvision'], 'torchvision'],
  ];
  for (const [format, options, reader] of exports) {
    const to = path.join(folder, `exported.${format}`);
    run(process.execPath, [...supcon, 'export', '--artifact', values.artifact, '--format', format, '--to', to, ...options]);
    const script = fileURLToPath(new URL('exported-models.py', import.meta.url));
    run(process.env['SUPCON_PEERS_PYTHON'] ?? 'python3', [script, format, to, String(count), String(size), folder]);
    for (const name of /** @type {const} */ (['embedding', 'logits'])) {
      const worst = difference(readFloats(path.join(folder, `${name}.f32`)), expected[name]);
      const ok = worst <= TOLERANCE;
      if (!ok) process.exitCode = 1;
      console.log(`${ok ? 'ok  ' : 'FAIL'} ${format} in ${reader}: ${count} photos, ${name} differs by at most ${worst.toExponential(1)}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} data */
async function readPhotos(data) {
  const all = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort();
  if (all.length < count) throw new Error(`${data} has ${all.length} photos, ${count} are needed (--count)`);
  const images = new Float32Array(count * size * size * 3);
  for (let i = 0; i < count; i++) {
    const name = all[Math.floor((i * all.length) / count)] ?? '';
    images.set(normaliseImage(await decodeImage(readFileSync(path.join(data, name)), { size })), i * size * size * 3);
  }
  return images;
}

/** What ONNX Runtime answers.  @param {Float32Array} images */
async function answers(images) {
  const session = await InferenceSession.create(onnxPath);
  const output = await session.run({ images: new Tensor('float32', images, [count, size, size, 3]) });
  await session.release();
  const values = (/** @type {string} */ name) => /** @type {Float32Array} */ (output[name]?.data);
  return { embedding: values('embedding'), logits: values('logits') };
}

/** @param {string} program  @param {string[]} args */
function run(program, args) {
  const { status, stderr, error } = spawnSync(program, args, { encoding: 'utf8', env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' } });
  if (error) throw new Error(`${program} does not start; is SUPCON_PEERS_PYTHON right?`, { cause: error });
  if (status !== 0) throw new Error(`${program} ${args[0] ?? ''} failed:\n${stderr.split('\n').slice(-8).join('\n')}`);
}

/** @param {string} file */
function readFloats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** @param {Float32Array} actual  @param {Float32Array} expected */
function difference(actual, expected) {
  if (actual.length !== expected.length) return Infinity;
  return actual.reduce((worst, value, i) => Math.max(worst, Math.abs(value - (expected[i] ?? NaN))), 0);
}
