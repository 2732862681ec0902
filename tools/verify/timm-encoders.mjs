#!/usr/bin/env node
/** Converts whole ConvNeXts and vision transformers that timm wrote (`supcon weights convert`), runs them on photos with ONNX Runtime, and compares with what
 * timm answers in float64 for the same pixels. Features may differ by 1e-3 in any component, of features around 1. Exit status 1 where they differ by more.
 * The weights are random, so nothing is downloaded. Needs the built packages; without a Python that has timm nothing is compared, which is said. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { InferenceSession, Tensor } from 'onnxruntime-node';

const USAGE = `usage: node tools/verify/timm-encoders.mjs --data DIR [--count 8] [--only MODEL@SIZE]

  --data   photos, in folders of any depth
  --count  how many of them (spread over the folder)
  --only   one of the models below

SUPCON_PEERS_PYTHON is a Python with torch, timm and safetensors (default python3).

Example: SUPCON_PEERS_PYTHON=venv/bin/python node tools/verify/timm-encoders.mjs --data photos/test`;

const MODELS = [
  'convnext_tiny@224',
  'convnext_nano@288',
  'vit_small_patch14_dinov2@224',
  'vit_small_patch14_dinov2@518',
  'vit_small_patch14_reg4_dinov2@224',
  'vit_small_patch16_224@224',
];

const TOLERANCE = 1e-3;
const SEED = '7';
const MISSING_PACKAGE = 3;

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    count: { type: 'string', default: '8' },
    only: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.data || (values.only !== undefined && !MODELS.includes(values.only))) {
  console.error(`${USAGE}\n\nModels: ${MODELS.join(', ')}`);
  process.exit(values.help ? 0 : 2);
}
const count = Number(values.count);
/** The command line as it was built, or from its source under `--conditions=supcon-source --import tsx`. */
const supcon = process.execArgv.includes('--conditions=supcon-source')
  ? [...process.execArgv, fileURLToPath(new URL('../../packages/train/src/run-cli.ts', import.meta.url))]
  : [fileURLToPath(new URL('../../packages/train/bin/supcon.mjs', import.meta.url))];
const folder = mkdtempSync(path.join(tmpdir(), 'supcon-timm-'));
try {
  for (const entry of MODELS) {
    if (values.only !== undefined && values.only !== entry) continue;
    const [model = '', side = ''] = entry.split('@');
    const size = Number(side);
    const pixels = await readPhotos(values.data, size);
    writeFileSync(path.join(folder, 'pixels.u8'), pixels);
    if (!answerInPython(model, side)) {
      console.error(
        'SKIPPED: timm was not asked, so nothing is known of the conversion. Set SUPCON_PEERS_PYTHON to a Python with torch, timm and safetensors.',
      );
      break;
    }
    const out = path.join(folder, 'encoder.onnx');
    const convert = [
      'weights',
      'convert',
      path.join(folder, 'model.safetensors'),
      '--architecture',
      model,
      '--image-size',
      side,
      '--out',
      out,
    ];
    const { status, stderr } = spawnSync(process.execPath, [...supcon, ...convert], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`supcon ${convert.join(' ')} failed:\n${stderr}`);
    compare(entry, await features(out, pixels, size), readFloats(path.join(folder, 'features.f32')));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/**
 * @param {string} data
 * @param {number} size
 */
async function readPhotos(data, size) {
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

/**
 * @param {string} model
 * @param {string} size
 * @returns false where there is no Python with the packages
 */
function answerInPython(model, size) {
  const python = process.env['SUPCON_PEERS_PYTHON'] ?? 'python3';
  const script = fileURLToPath(new URL('timm-encoders.py', import.meta.url));
  const { status, stderr, error } = spawnSync(python, [script, model, SEED, path.join(folder, 'pixels.u8'), String(count), size, folder], {
    encoding: 'utf8',
  });
  if (error ?? status === MISSING_PACKAGE) {
    console.error(error ? `${python} does not start` : stderr.trim());
    return false;
  }
  if (status !== 0) throw new Error(`${python} ${script} failed:\n${stderr.split('\n').slice(-8).join('\n')}`);
  return true;
}

/**
 * @param {string} model
 * @param {Uint8Array} pixels
 * @param {number} size
 */
async function features(model, pixels, size) {
  const session = await InferenceSession.create(model);
  const length = size * size * 3;
  /** @type {Float32Array[]} */
  const rows = [];
  for (let i = 0; i < count; i++) {
    const images = new Tensor('float32', normaliseImage(pixels.subarray(i * length, (i + 1) * length)), [1, size, size, 3]);
    const answer = await session.run({ images });
    rows.push(/** @type {Float32Array} */ (answer['features']?.data));
  }
  await session.release();
  return rows;
}

/** @param {string} file */
function readFloats(file) {
  const bytes = readFileSync(file);
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/**
 * @param {string} title
 * @param {Float32Array[]} ours
 * @param {Float32Array} all
 */
function compare(title, ours, all) {
  const width = all.length / count;
  const theirs = Array.from({ length: count }, (_, i) => all.subarray(i * width, (i + 1) * width));
  let [worst, largest, closest] = [0, 0, Infinity];
  ours.forEach((row, i) => {
    if (row.length !== width) throw new Error(`${title}: ${row.length} features, expected ${width}`);
    row.forEach((value, d) => {
      const difference = Math.abs(value - (theirs[i]?.[d] ?? NaN));
      worst = Number.isNaN(difference) ? Infinity : Math.max(worst, difference);
      largest = Math.max(largest, Math.abs(value));
    });
    theirs.forEach((other, j) => {
      if (j !== i) closest = Math.min(closest, Math.max(...other.map((value, d) => Math.abs(value - (theirs[i]?.[d] ?? NaN)))));
    });
  });
  // Photos that all answered alike would agree without proving anything.
  const ok = worst <= TOLERANCE && closest > 10 * TOLERANCE;
  if (!ok) process.exitCode = 1;
  console.log(
    `${ok ? 'ok  ' : 'FAIL'} ${title}: ${count} photos, features up to ${largest.toFixed(1)} differ by at most ${worst.toExponential(1)}; ` +
      `the two most alike photos by ${closest.toExponential(1)}`,
  );
}
