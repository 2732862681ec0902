#!/usr/bin/env node
/**
 * How many photos a second become embeddings, from the files on, as recipe `probe` makes them: decoded into the cache of pixels, read from it and embedded by EfficientNet-Lite0 in ONNX Runtime. With --bare, by a short loop as
 * people write it: sharp and ONNX Runtime, nothing between. Prints one JSON line. `npm run bench -- embed` runs it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createEncoder, createNativeEngine, exportFeatures, planEncoder } from '@supcon/core';
import { readPhotos } from '@supcon/core/photos';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { openPixelCache } from '../dist/data/pixel-cache.js';
import { embedImages } from '../dist/evaluate/embed-images.js';
import { createOnnxEncoder } from '../dist/evaluate/picture-encoder.js';

const BARE_BATCH = 32;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      photos: { type: 'string', default: '1000' },
      size: { type: 'string', default: '224' },
      steps: { type: 'string', default: '3' },
      bare: { type: 'boolean', default: false },
    },
  });
  const [photos, size, steps] = [values.photos, values.size, values.steps].map(Number);
  const root = values.data;
  if (root === undefined) throw new Error('--data must name a folder of photos, a folder a class');
  const paths = (await readPhotos(root)).photos.slice(0, photos).map(({ path }) => path);
  const engine = await createNativeEngine();
  const encoder = createEncoder(engine, planEncoder({ kind: 'efficientnet-lite' }), { seed: 0 });
  const embed = values.bare ? await bareLoop(encoder, root, size) : await ourWay(encoder, root, size);
  const seconds = [];
  for (let step = 0; step <= steps; step++) {
    const began = performance.now();
    const embeddings = await embed(paths);
    if (embeddings.length !== paths.length * encoder.embeddingSize)
      throw new Error(`${embeddings.length} numbers came, not ${paths.length} embeddings`);
    // The first time through warms up.
    if (step > 0) seconds.push((performance.now() - began) / 1000);
  }
  const photosPerSecond = paths.length / seconds.toSorted((a, b) => a - b)[seconds.length >> 1];
  return {
    peer: values.bare ? 'bare loop' : 'ours',
    photos: paths.length,
    photosPerSecond,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  };
}

async function ourWay(encoder, root, size) {
  const frozen = await createOnnxEncoder(encoder);
  return async (paths) => {
    const cacheFolder = await mkdtemp(join(tmpdir(), 'supcon-embed-'));
    try {
      const cache = await openPixelCache({ root, paths, size, fingerprint: 'bench', cacheFolder });
      const embeddings = await embedImages(frozen, cache, [...paths.keys()]);
      await cache.close();
      return embeddings;
    } finally {
      await rm(cacheFolder, { recursive: true, force: true });
    }
  };
}

async function bareLoop(encoder, root, size) {
  const session = await InferenceSession.create(exportFeatures(encoder.plan, await encoder.weights()));
  const decode = (path) =>
    sharp(join(root, path)).rotate().resize(size, size, { kernel: 'lanczos3' }).removeAlpha().toColourspace('srgb').raw().toBuffer();
  return async (paths) => {
    const embeddings = new Float32Array(paths.length * encoder.embeddingSize);
    for (let begin = 0; begin < paths.length; begin += BARE_BATCH) {
      const decoded = await Promise.all(paths.slice(begin, begin + BARE_BATCH).map(decode));
      const images = new Float32Array(decoded.length * size * size * 3);
      decoded.forEach((pixels, row) => {
        const offset = row * pixels.length;
        for (let at = 0; at < pixels.length; at++) images[offset + at] = (pixels[at] - 127) / 128;
      });
      const { features } = await session.run({ images: new Tensor('float32', images, [decoded.length, size, size, 3]) });
      embeddings.set(features.data, begin * encoder.embeddingSize);
    }
    return embeddings;
  };
}
