#!/usr/bin/env node
/** Our side of the benchmark of classes by arithmetic: prints one JSON line, medians in milliseconds. */
import { parseArgs } from 'node:util';
import { addClass, createRng, fitClassStatistics, removeClass } from '@supcon/core';
import { median } from '../make-figure.mjs';

const { values } = parseArgs({
  options: { classes: { type: 'string' }, photos: { type: 'string' }, width: { type: 'string' }, steps: { type: 'string' } },
});
const [classes, photos, width, steps] = [values.classes, values.photos, values.width, values.steps].map(Number);
if (!classes || !photos || !width || !steps)
  throw new Error('--classes, --photos, --width and --steps must be whole numbers of at least 1');

const rng = createRng(0, 'classes');
/** Features as an encoder with ReLU gives them. @param {number} rows */
const features = (rows) => Float32Array.from({ length: rows * width }, () => Math.max(0, 0.3 + 0.4 * rng.normal()));
const labels = Int32Array.from({ length: classes * photos }, (_, row) => row % classes);
const learnt = { embeddings: features(labels.length), labels };
// Validation chooses about this much on photos.
const options = { ridge: 50 / width, balance: 1 };

const [statistics, refit] = timed(() => fitClassStatistics(learnt, classes, options));
const some = features(photos);
const one = some.subarray(0, width);
/** @type {Map<string, number[]>} */
const taken = new Map();
// The first ones are compiled while they run.
for (let step = -3; step < steps; step++) {
  const addOne = timed(() => addClass(statistics, one));
  const add = timed(() => addClass(statistics, some));
  const remove = timed(() => removeClass(add[0], classes));
  if (step < 0) continue;
  for (const [name, [, wall, processor]] of Object.entries({ addOne, add, remove }))
    for (const [key, time] of /** @type {const} */ ([
      [name, wall],
      [`${name}Processor`, processor],
    ]))
      taken.set(key, [...(taken.get(key) ?? []), time]);
}
const medians = Object.fromEntries([...taken].map(([name, times]) => [name, median(times)]));
process.stdout.write(`${JSON.stringify({ ...medians, refit })}\n`);

/**
 * @template T
 * @param {() => T} run
 * @returns {[T, number, number]} and the milliseconds on the clock, and of the processor
 */
function timed(run) {
  const used = process.cpuUsage();
  const begun = performance.now();
  const result = run();
  const wall = performance.now() - begun;
  const { user, system } = process.cpuUsage(used);
  return [result, wall, (user + system) / 1000];
}
