#!/usr/bin/env node
/** Exports an artifact with `supcon export --format onnx --pixels` and classifies photos with it in Node (sharp), Python (Pillow) and a browser (its own decoder, onnxruntime-web). For 99.5 % of
 * the photos the most probable class must be the one that the server gives the file. Exit status 1 where it is not. Needs the built packages; what Python, a Chromium or
 * onnxruntime-web is missing for is said and left out. */
import { spawnSync } from 'node:child_process';
import { createReadStream, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, decodingOf, normaliseImage } from '@supcon/core/image';
import { readPhotos } from '@supcon/core/photos';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { chromium } from 'playwright-core';
import sharp from 'sharp';

const USAGE = `usage: node tools/verify/pixel-graph.mjs --artifact DIR --data DIR [--count 1000] [--web DIR]

  --artifact  artifacts/<name>/<version>
  --data      photos, a folder a class
  --count     how many of them, evenly out of all
  --web       onnxruntime-web as npm installs it (node_modules/onnxruntime-web), for the browser

SUPCON_PEERS_PYTHON is a Python with onnxruntime, numpy and pillow (default python3).

Example: node tools/verify/pixel-graph.mjs --artifact .supcon/artifacts/pets/1 --data photos`;

const WANTED = 0.995;

/** Runs in the page, where none of our types are. */
const IN_PAGE = `(async () => {
  ort.env.wasm.wasmPaths = '/dist/';
  ort.env.wasm.numThreads = 1;
  const session = await ort.InferenceSession.create('/model');
  const classes = [];
  for (let at = 0; at < COUNT; at++) {
    const bitmap = await createImageBitmap(await (await fetch('/photo/' + at)).blob(), { imageOrientation: 'from-image' });
    const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
    const context = canvas.getContext('2d');
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, bitmap.width, bitmap.height);
    const pixels = new Uint8Array(bitmap.width * bitmap.height * 3);
    for (let i = 0, o = 0; i < data.length; i += 4) { pixels[o++] = data[i]; pixels[o++] = data[i + 1]; pixels[o++] = data[i + 2]; }
    const { logits } = await session.run({ pixels: new ort.Tensor('uint8', pixels, [1, bitmap.height, bitmap.width, 3]) });
    classes.push(logits.data.indexOf(Math.max(...logits.data)));
  }
  return classes;
})()`;

const HERE = fileURLToPath(new URL('.', import.meta.url));

const { values } = parseArgs({
  options: {
    artifact: { type: 'string' },
    data: { type: 'string' },
    count: { type: 'string', default: '1000' },
    web: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.artifact || !values.data) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}
const { manifest, onnxPath } = await readArtifact(values.artifact);
const files = await choosePhotos(values.data, Number(values.count));
const folder = mkdtempSync(path.join(tmpdir(), 'supcon-pixels-'));
try {
  const model = path.join(folder, 'model.onnx');
  exportPixels(model);
  const served = await classify(onnxPath, async (file) => {
    const pixels = await decodeImage(file, { size: manifest.imageSize, decoding: decodingOf(manifest.preprocessing) });
    return {
      images: new Tensor('float32', normaliseImage(pixels, manifest.preprocessing), [1, manifest.imageSize, manifest.imageSize, 3]),
    };
  });
  report('Node, sharp', served, await classify(model, decodeWithSharp));
  report('Python, Pillow', served, inPython(model));
  report(
    'browser, onnxruntime-web',
    served,
    values.web === undefined ? 'give --web the folder of onnxruntime-web' : await inBrowser(model, values.web),
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** @param {string} data @param {number} count */
async function choosePhotos(data, count) {
  const { photos, root } = await readPhotos(data);
  const taken = Math.min(count, photos.length);
  return Array.from({ length: taken }, (_, i) => path.resolve(root, photos[Math.floor((i * photos.length) / taken)]?.path ?? ''));
}

/** @param {string} to */
function exportPixels(to) {
  const supcon = path.join(HERE, '../../packages/train/bin/supcon.mjs');
  const args = ['export', '--artifact', values.artifact ?? '', '--format', 'onnx', '--pixels', '--to', to];
  const { status, stderr } = spawnSync(process.execPath, [supcon, ...args], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`supcon export: ${stderr}`);
}

/** @param {string} model @param {(file: string) => Promise<Record<string, Tensor>>} feed @returns the most probable class of each file */
async function classify(model, feed) {
  const session = await InferenceSession.create(model);
  const classes = [];
  for (const file of files) {
    const { logits } = await session.run(await feed(file));
    const row = /** @type {Float32Array} */ (logits?.data);
    classes.push(row.indexOf(Math.max(...row)));
  }
  await session.release();
  return classes;
}

/** @param {string} file */
async function decodeWithSharp(file) {
  const { data, info } = await sharp(file)
    .rotate()
    .toColourspace('srgb')
    .flatten({ background: '#000000' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { pixels: new Tensor('uint8', Uint8Array.from(data), [1, info.height, info.width, 3]) };
}

/** @param {string} model @returns {number[] | string} */
function inPython(model) {
  const list = path.join(folder, 'photos.json');
  writeFileSync(list, JSON.stringify(files));
  const python = process.env['SUPCON_PEERS_PYTHON'] ?? 'python3';
  const { status, stdout, stderr, error } = spawnSync(python, [path.join(HERE, 'pixel-graph.py'), model, list], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (error || /ModuleNotFoundError/.test(stderr)) return `${python}: ${error?.message ?? stderr.trim().split('\n').at(-1) ?? ''}`;
  if (status !== 0) throw new Error(`pixel-graph.py: ${stderr}`);
  /** @type {unknown} */
  const answer = JSON.parse(stdout);
  return /** @type {number[]} */ (answer);
}

/** A page of its own that decodes each photo as the browser does and asks the graph.
 * @param {string} model @param {string} web @returns {Promise<number[] | string>} */
async function inBrowser(model, web) {
  /** @type {string} */
  let executablePath;
  try {
    // The dashboard knows where browsers lie; by a computed address, since tools do not depend on it.
    const file = pathToFileURL(path.join(HERE, '../../apps/dashboard/test/find-chromium.mjs')).href;
    /** @type {unknown} */
    const found = await import(file);
    const { findChromium } = /** @type {{ findChromium: () => string }} */ (found);
    executablePath = findChromium();
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const dist = path.join(web, 'dist');
  if (!existsSync(path.join(dist, 'ort.wasm.min.js'))) return `${dist} has no ort.wasm.min.js`;
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const [, kind, name = ''] = /^\/(photo|dist|model)\/?(.*)$/.exec(pathname) ?? [];
    const at =
      kind === 'photo'
        ? files[Number(name)]
        : kind === 'dist'
          ? path.join(dist, path.basename(name))
          : kind === 'model'
            ? model
            : undefined;
    response.setHeader(
      'content-type',
      pathname.endsWith('js')
        ? 'text/javascript'
        : pathname.endsWith('wasm')
          ? 'application/wasm'
          : at === undefined
            ? 'text/html'
            : 'application/octet-stream',
    );
    if (at === undefined) response.end('<!doctype html><script src="/dist/ort.wasm.min.js"></script>');
    else
      createReadStream(at)
        .on('error', () => response.destroy())
        .pipe(response);
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(undefined)));
  const address = server.address();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    const page = await browser.newPage();
    await page.goto(`http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`);
    return /** @type {number[]} */ (await page.evaluate(IN_PAGE.replace('COUNT', String(files.length))));
  } finally {
    await browser.close();
    server.close();
  }
}

/** @param {string} runtime @param {readonly number[]} served @param {readonly number[] | string} classes a reason where there are none */
function report(runtime, served, classes) {
  if (typeof classes === 'string') {
    console.log(`SKIPPED ${runtime}: ${classes}`);
    return;
  }
  const same = classes.filter((label, at) => label === served[at]).length;
  const share = same / served.length;
  if (share < WANTED) process.exitCode = 1;
  console.log(
    `${share < WANTED ? 'FAIL' : 'ok  '} ${runtime}: the server's class for ${same} of ${served.length} photos (${(100 * share).toFixed(1)} %)`,
  );
}
