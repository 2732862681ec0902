#!/usr/bin/env node
/**
 * How many photos a second become pixels, as the first epoch of `supcon train` decodes them, or --at-once N; with --sharp as versions before did it; with --cached, how fast random batches come out of
 * the cache, as later epochs read them. Prints one JSON line. `npm run bench -- decode` runs it.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createRng } from '@supcon/core';
import { decodeImage, DECODING, FIRST_DECODING } from '@supcon/core/image';
import { readPhotos } from '@supcon/core/photos';
import { mapParallel } from '../dist/map-parallel.js';
import { DECODES_AT_ONCE, openPixelCache } from '../dist/data/pixel-cache.js';

const WARM_UP_BATCHES = 20;
const BATCHES = 200;

process.stdout.write(`${JSON.stringify(await measure())}\n`);

async function measure() {
  const { values } = parseArgs({
    options: {
      data: { type: 'string' },
      size: { type: 'string', default: '128' },
      batch: { type: 'string', default: '64' },
      steps: { type: 'string', default: '3' },
      'at-once': { type: 'string', default: String(DECODES_AT_ONCE) },
      sharp: { type: 'boolean', default: false },
      cached: { type: 'boolean', default: false },
    },
  });
  if (values.data === undefined) throw new Error('--data must name a folder of photos, a folder a class');
  const [size, batch, steps] = [values.size, values.batch, values.steps].map(Number);
  const set = await readPhotos(values.data);
  const paths = set.photos.map(({ path }) => path);
  const photos = paths.length;
  if (values.cached) return { peer: 'ours', photos, imagesPerSecond: batch / (await timeBatches(values.data, paths, size, batch)) };
  const decoding = values.sharp ? FIRST_DECODING : DECODING;
  const seconds = [];
  for (let step = 0; step <= steps; step++) {
    const began = performance.now();
    await mapParallel(paths, Number(values['at-once']), (path) => decodeImage(join(values.data, path), { size, decoding }));
    // The first time through warms up.
    if (step > 0) seconds.push((performance.now() - began) / 1000);
  }
  return { peer: 'ours', photos, imagesPerSecond: photos / median(seconds) };
}

async function timeBatches(root, paths, size, batch) {
  const cacheFolder = await mkdtemp(join(tmpdir(), 'supcon-decode-'));
  try {
    const cache = await openPixelCache({ root, paths, size, fingerprint: 'bench', cacheFolder });
    const rng = createRng(0, 'decode');
    const seconds = [];
    for (let index = 0; index < WARM_UP_BATCHES + BATCHES; index++) {
      const rows = rng.shuffle(paths.map((_, at) => at)).slice(0, batch);
      const began = performance.now();
      await cache.read(rows);
      if (index >= WARM_UP_BATCHES) seconds.push((performance.now() - began) / 1000);
    }
    await cache.close();
    return median(seconds);
  } finally {
    await rm(cacheFolder, { recursive: true, force: true });
  }
}

function median(values) {
  return values.toSorted((a, b) => a - b)[values.length >> 1];
}
