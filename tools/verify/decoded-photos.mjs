#!/usr/bin/env node
/** Holds both ways to decode photos (`preprocessing.decoding` 1 and 2) to a slow exact one: sharp decodes the whole picture without shrinking it, then Lanczos
 * in float64. Prints the peak signal to noise of each way, of today's resize alone (against the same Lanczos of what libjpeg-turbo decodes), how far the two
 * ways are apart in pixels and, with an artifact, in embeddings and answers. Exit status 1 where a median is lower than it was when it was first measured.
 * Needs the built packages. */
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readArtifact } from '@supcon/core/artifact';
import { checkDecoding, decodeImage, DECODING, FIRST_DECODING, normaliseImage } from '@supcon/core/image';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { lanczosSquare } from './lanczos-square.mjs';

const USAGE = `usage: node tools/verify/decoded-photos.mjs --data DIR [--artifact DIR] [--count 200] [--size 128]

  --data      JPEG photos of the usual kind that lie upright, in folders of any depth
  --artifact  artifacts/<name>/<version>: how far its embeddings and answers are apart; its size instead of --size
  --count     how many photos

Example: npx nx run tools:verify-decoding --data photos --artifact .supcon/artifacts/pets/1`;

/** Decibels of the median photo. Rounding alone is 59, an error of two levels everywhere 42; of today's way 45 to 46 were measured, since the addon decodes with the
 * faster of libjpeg-turbo's transforms, and of its resize 56 to 57. */
const LEAST = { today: 44, resize: 54 };

/** @typedef {{ FORMAT_RGBA: number, decompressSync(file: Buffer, pixels: Buffer, options: { format: number }): unknown }} JpegTurbo */
/** @type {unknown} */
const addon = createRequire(import.meta.url)('@julusian/jpeg-turbo');
const turbo = /** @type {JpegTurbo} */ (addon);

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    artifact: { type: 'string' },
    count: { type: 'string', default: '200' },
    size: { type: 'string', default: '128' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.data) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
const trouble = await checkDecoding();
if (trouble !== undefined) throw new Error(`both ways are the same here: ${trouble}`);
const artifact = values.artifact === undefined ? undefined : await readArtifact(values.artifact);
const session = artifact && (await InferenceSession.create(artifact.onnxPath));
const size = artifact?.manifest.imageSize ?? Number(values.size);

const files = choose(values.data, Number(values.count));
/** @type {{ first: number, today: number, resize: number, largest: number, mean: number, cosine: number, component: number, other: boolean }[]} */
const rows = [];
for (const file of files) {
  const { data, info } = await sharp(file).toColourspace('srgb').removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = info.channels === 3 ? data : Uint8Array.from({ length: data.length * 3 }, (_, at) => data[Math.floor(at / 3)] ?? 0);
  const exactSize = { width: info.width, height: info.height };
  const exact = lanczosSquare({ ...exactSize, pixels }, size);
  const [first, today] = [
    await decodeImage(file, { size, decoding: FIRST_DECODING }),
    await decodeImage(file, { size, decoding: DECODING }),
  ];
  const apart = Array.from(first, (value, at) => Math.abs(value - (today[at] ?? 0)));
  const [one, other] = [await answer(first), await answer(today)];
  rows.push({
    first: psnr(exact, first),
    today: psnr(exact, today),
    resize: psnr(lanczosSquare({ ...exactSize, pixels: withTurbo(file, exactSize) }, size), today),
    largest: apart.reduce((most, value) => Math.max(most, value), 0),
    mean: apart.reduce((sum, value) => sum + value, 0) / apart.length,
    cosine: one.embedding.reduce((sum, value, at) => sum + value * (other.embedding[at] ?? 0), 0),
    component: one.embedding.reduce((most, value, at) => Math.max(most, Math.abs(value - (other.embedding[at] ?? 0))), 0),
    other: one.best !== other.best,
  });
}
await session?.release();

const of = (/** @type {'first' | 'today' | 'resize' | 'largest' | 'mean' | 'cosine' | 'component'} */ name) =>
  rows.map((row) => row[name]).sort((a, b) => a - b);
const median = (/** @type {number[]} */ sorted) => sorted[Math.floor(sorted.length / 2)] ?? NaN;
console.log(`${rows.length} photos at ${size} px, against float64 Lanczos of the whole picture:`);
for (const name of /** @type {const} */ (['first', 'today']))
  console.log(
    `  decoding ${name === 'first' ? 1 : 2}: PSNR median ${median(of(name)).toFixed(1)} dB, least ${(of(name)[0] ?? NaN).toFixed(1)} dB`,
  );
console.log(`  its resize alone: PSNR median ${median(of('resize')).toFixed(1)} dB, least ${(of('resize')[0] ?? NaN).toFixed(1)} dB`);
console.log(
  `the two apart: mean ${median(of('mean')).toFixed(2)} levels (median photo), largest of one pixel ${of('largest').at(-1)} levels, ${median(of('largest'))} in the median photo`,
);
if (session)
  console.log(
    `embeddings: cosine median ${median(of('cosine')).toFixed(6)}, least ${of('cosine')[0]?.toFixed(6)}; one component apart by at most ${of('component').at(-1)?.toFixed(4)}; another best class for ${rows.filter(({ other }) => other).length} of ${rows.length}`,
  );
for (const name of /** @type {const} */ (['today', 'resize'])) {
  const reached = median(of(name));
  if (reached >= LEAST[name]) continue;
  console.log(`FAIL: ${name} is at ${reached.toFixed(1)} dB, below ${LEAST[name]}`);
  process.exitCode = 1;
}

/** @param {string} folder  @param {number} count */
function choose(folder, count) {
  const all = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.jpe?g$/i.test(name))
    .sort();
  if (all.length === 0) throw new Error(`${folder} has no JPEG photos`);
  const wanted = Math.min(count, all.length);
  return Array.from({ length: wanted }, (_, at) => path.join(folder, all[Math.floor((at * all.length) / wanted)] ?? ''));
}

/**
 * What libjpeg-turbo decodes; turned pictures are for others.
 * @param {string} file
 * @param {{ width: number, height: number }} size
 */
function withTurbo(file, { width, height }) {
  const rgba = Buffer.alloc(width * height * 4);
  turbo.decompressSync(readFileSync(file), rgba, { format: turbo.FORMAT_RGBA });
  return Uint8Array.from({ length: width * height * 3 }, (_, at) => rgba[Math.floor(at / 3) * 4 + (at % 3)] ?? 0);
}

/** @param {Float64Array} exact  @param {Uint8Array} pixels */
function psnr(exact, pixels) {
  const squares = exact.reduce((sum, value, at) => sum + (value - (pixels[at] ?? 0)) ** 2, 0);
  return 10 * Math.log10((255 * 255 * exact.length) / squares);
}

/**
 * @param {Uint8Array} pixels
 * @returns {Promise<{ embedding: number[], best: number }>}
 */
async function answer(pixels) {
  if (session === undefined || artifact === undefined) return { embedding: [], best: 0 };
  const images = new Tensor('float32', normaliseImage(pixels, artifact.manifest.preprocessing), [1, size, size, 3]);
  const output = await session.run({ images });
  const logits = Array.from(/** @type {Float32Array} */ (output['logits']?.data));
  return { embedding: Array.from(/** @type {Float32Array} */ (output['embedding']?.data)), best: logits.indexOf(Math.max(...logits)) };
}
