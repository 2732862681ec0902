#!/usr/bin/env node
/** Reads weights that torchvision, timm, Keras and PyTorch wrote, embeds photos with them, and compares with what these libraries answer for the same pixels.
 * Embeddings of unit length may differ by 1e-3 in any component, and by a small share of what two different photos differ by. Exit status 1 where they differ
 * by more. The weights are random, so nothing is downloaded, unless published ones are given. Needs the built packages. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createEncoder, createNativeEngine, planEncoder } from '@supcon/core';
import { decodeImage, normaliseImage } from '@supcon/core/image';

const USAGE = `usage: node tools/verify/pretrained-weights.mjs --data DIR [--count 50] [--size 224] [--only NAME] [--weights FILE]

  --data   photos, in folders of any depth
  --count  how many of them (spread over the folder)
  --size   of the square pictures, pixels
  --only   one of the models below
  --weights  published weights of an EfficientNet-Lite (supcon weights fetch efficientnet-lite0), with --only efficientnet-lite/0

SUPCON_PEERS_PYTHON is a Python with torch, torchvision, timm, safetensors and tensorflow (default python3).

Example: SUPCON_PEERS_PYTHON=venv/bin/python node tools/verify/pretrained-weights.mjs --data photos/test`;

/** @typedef {import('@supcon/core').EncoderOptions} EncoderOptions */

const KERAS_FILES = ['weights.h5', 'model.weights.h5'];
/** @type {EncoderOptions} */
const KERAS_ENCODER = { depth: 50, stem: 'imagenet', strideAt: 'conv1' };

/** What each model is read from and as, what its stem takes, and how much embeddings may differ, of what two different photos differ by.
 * @type {Record<string, { files: string[], encoder: EncoderOptions, pixels?: 'imagenet', share?: number }>} */
const MODELS = {
  'torchvision/resnet18': { files: ['weights.safetensors'], encoder: { depth: 18, stem: 'imagenet' } },
  'torchvision/resnet50': { files: ['weights.safetensors'], encoder: { depth: 50, stem: 'imagenet' } },
  'torchvision/mobilenet_v2': { files: ['weights.safetensors'], encoder: { kind: 'mobilenet', stem: 'imagenet' } },
  'timm/mobilenetv2_100': { files: ['weights.safetensors'], encoder: { kind: 'mobilenet', stem: 'imagenet' } },
  'timm/tf_efficientnet_lite0': { files: ['weights.safetensors'], encoder: { kind: 'efficientnet-lite', variant: 0 } },
  'timm/tf_efficientnet_lite2': { files: ['weights.safetensors'], encoder: { kind: 'efficientnet-lite', variant: 2 } },
  'efficientnet-lite/0': { files: ['weights.pth', 'weights-old.pth'], encoder: { kind: 'efficientnet-lite', variant: 0 } },
  'efficientnet-lite/1': { files: ['weights.pth', 'weights-old.pth'], encoder: { kind: 'efficientnet-lite', variant: 1 } },
  'efficientnet-lite/2': { files: ['weights.pth', 'weights-old.pth'], encoder: { kind: 'efficientnet-lite', variant: 2 } },
  // With its own preprocessing, zero padding stands for another colour than ours (see `takeOurPixels`); with ours, everything must agree.
  'keras/ResNet50@caffe': { files: KERAS_FILES, encoder: KERAS_ENCODER, share: 0.05 },
  'keras/ResNet50@imagenet': { files: KERAS_FILES, encoder: KERAS_ENCODER, pixels: 'imagenet' },
};

const TOLERANCE = 1e-3;
const SEED = 7;
const BATCH = 10;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    count: { type: 'string', default: '50' },
    size: { type: 'string', default: '224' },
    only: { type: 'string' },
    weights: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.data) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
const count = Number(values.count);
const size = Number(values.size);
const initFromFile = await loadReader();
const folder = mkdtempSync(path.join(tmpdir(), 'supcon-pretrained-'));
const engine = await createNativeEngine();
try {
  const pixels = await readPhotos(values.data);
  const pixelsFile = path.join(folder, 'pixels.u8');
  writeFileSync(pixelsFile, pixels);
  for (const [model, { files, encoder, pixels: convention, share = 0.001 }] of Object.entries(MODELS)) {
    if (values.only !== undefined && values.only !== model) continue;
    runPython([
      model,
      String(SEED),
      pixelsFile,
      String(count),
      String(size),
      folder,
      ...(values.weights === undefined ? [] : [values.weights]),
    ]);
    const bytes = readFileSync(path.join(folder, 'embeddings.f32'));
    const theirs = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
    for (const file of files) compare(`${model} ${file}`, await embed(path.join(folder, file), encoder, convention, pixels), theirs, share);
  }
} finally {
  engine.dispose();
  rmSync(folder, { recursive: true, force: true });
}

/** @typedef {(encoder: import('@supcon/core').Encoder, path: string, options?: { pixels?: 'imagenet' }) => Promise<{ loaded: string[], ignored: string[] }>} InitFromFile */

/**
 * Nobody may depend on the trainer, so this takes it from where it was built, or from its source under `--conditions=supcon-source --import tsx`.
 * @returns {Promise<InitFromFile>}
 */
async function loadReader() {
  const file = process.execArgv.includes('--conditions=supcon-source') ? 'src/weights/init-from-file.ts' : 'dist/weights/init-from-file.js';
  /** @type {unknown} */
  const reader = await import(new URL(`../../packages/train/${file}`, import.meta.url).href);
  return /** @type {{ initFromFile: InitFromFile }} */ (reader).initFromFile;
}

/** @param {string} data */
async function readPhotos(data) {
  const all = readdirSync(data, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(jpe?g|png|webp)$/i.test(name))
    .sort();
  if (all.length < count) throw new Error(`${data} has ${all.length} photos, ${count} are needed (--count)`);
  const pixels = new Uint8Array(count * size * size * 3);
  for (let i = 0; i < count; i++) {
    const name = all[Math.floor((i * all.length) / count)] ?? '';
    pixels.set(await decodeImage(readFileSync(path.join(data, name)), { size }), i * size * size * 3);
  }
  return pixels;
}

/** @param {string[]} args */
function runPython(args) {
  const python = process.env['SUPCON_PEERS_PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('pretrained-weights.py', import.meta.url));
  const { status, stderr, error } = spawnSync(python, [script, ...args], {
    encoding: 'utf8',
    env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: '3' },
  });
  if (error) throw new Error(`${python} does not start; set SUPCON_PEERS_PYTHON`, { cause: error });
  if (status !== 0) throw new Error(`${python} ${script} failed:\n${stderr.split('\n').slice(-8).join('\n')}`);
}

/**
 * @param {string} file
 * @param {EncoderOptions} options
 * @param {'imagenet' | undefined} convention
 * @param {Uint8Array} pixels
 */
async function embed(file, options, convention, pixels) {
  const encoder = createEncoder(engine, planEncoder(options));
  const { loaded, ignored } = await initFromFile(encoder, file, convention ? { pixels: convention } : {});
  console.log(`${path.basename(file)}: ${loaded.length} tensors loaded, ignored ${ignored.join(', ') || 'none'}`);
  const embeddings = new Float32Array(count * encoder.embeddingSize);
  const length = size * size * 3;
  for (let begin = 0; begin < count; begin += BATCH) {
    const end = Math.min(count, begin + BATCH);
    const images = engine.upload(normaliseImage(pixels.subarray(begin * length, end * length), encoder.preprocessing), [
      end - begin,
      size,
      size,
      3,
    ]);
    const output = encoder.embed(images);
    embeddings.set(/** @type {Float32Array} */ (await engine.download(output)), begin * encoder.embeddingSize);
    engine.free(images, output);
  }
  encoder.dispose();
  return embeddings;
}

/**
 * @param {string} title
 * @param {Float32Array} ours
 * @param {Float32Array} theirs
 * @param {number} share
 */
function compare(title, ours, theirs, share) {
  if (ours.length !== theirs.length) throw new Error(`${title}: ${ours.length} values, expected ${theirs.length}`);
  const [a, b] = [unitRows(ours), unitRows(theirs)];
  let worst = 0;
  let worstDistance = 0;
  let closestOther = Infinity;
  a.forEach((row, i) => {
    row.forEach((value, d) => {
      worst = Math.max(worst, Math.abs(value - (b[i]?.[d] ?? NaN)));
    });
    worstDistance = Math.max(worstDistance, distance(row, b[i] ?? []));
    b.forEach((other, j) => {
      if (j !== i) closestOther = Math.min(closestOther, distance(row, other));
    });
  });
  const ok = worst <= TOLERANCE && worstDistance <= share * closestOther;
  if (!ok) process.exitCode = 1;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${title}: ${count} photos, unit embeddings differ by at most ${worst.toExponential(1)} in a component, ` +
      `${worstDistance.toExponential(1)} in length; the two most alike photos by ${closestOther.toExponential(1)}`,
  );
}

/** @param {Float32Array} values  @returns {number[][]} */
function unitRows(values) {
  const width = values.length / count;
  return Array.from({ length: count }, (_, i) => {
    const row = [...values.subarray(i * width, (i + 1) * width)];
    const norm = Math.hypot(...row);
    return row.map((value) => value / norm);
  });
}

/** @param {number[]} a  @param {number[]} b */
function distance(a, b) {
  return Math.hypot(...a.map((value, d) => value - (b[d] ?? NaN)));
}
