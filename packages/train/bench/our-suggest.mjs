#!/usr/bin/env node
/**
 * What the choice of pictures to label is worth: frozen features of EfficientNet-Lite0 as ImageNet left it, a linear classifier on as many labels as are asked for, and several
 * ways to choose them. What is suggested goes through the code of `supcon suggest`; the other ways are written down here. Prints one JSON line.
 * `npm run bench` does not know it: `npx nx run train:suggest` runs it.
 */
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import {
  createRng,
  fitLinearClassifier,
  linearAccuracy,
  linearLogits,
  principalComponents,
  selectLinearClassifier,
  softmaxProbabilities,
  takeRows,
} from '@supcon/core';
import { createReporter } from '../dist/console/reporter.js';
import { hashPhotos } from '../dist/data/fingerprint.js';
import { openDataSet } from '../dist/data/data-set.js';
import { scanData } from '../dist/data/scan-data.js';
import { ITERATIONS } from '../dist/evaluate/evaluation-protocol.js';
import { cacheFolder, homeFolder } from '../dist/home.js';
import { loadRecipe } from '../dist/recipe/load-recipe.js';
import { embedByContent } from '../dist/suggest/embed-by-content.js';
import { learnLabels } from '../dist/suggest/learn-labels.js';
import { pretrainedEncoder } from '../dist/suggest/suggestion-encoder.js';
import { FIRST, NEXT } from './suggest-strategies.mjs';

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    /** Where accuracy is measured: the folder's test pictures, or others drawn anew for each seed from the rest, for choosing among the ways. */
    measure: { type: 'string', default: 'test' },
    /** Names of ways, "first/next"; all first and all next ones beside the suggested one by default. */
    ways: { type: 'string' },
    /** Principal components of the features to work on instead of all features: a comparison of many ways then takes a tenth of the time. */
    components: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    'random-seeds': { type: 'string', default: '20' },
    budgets: { type: 'string', default: '50,100,200,400' },
  },
});
if (values.data === undefined) throw new Error('--data must name a folder of photos, a folder a class');
const reporter = createReporter({ json: false });
const home = homeFolder();
const { recipe } = await loadRecipe('probe');
const { scaling, l2: grid } = recipe.stage2;
const budgets = values.budgets.split(',').map(Number);
const photos = await embedPhotos(values.data);
const ways = (values.ways ?? 'random/random,suggest/suggest').split(',').map((way) => way.split('/'));
const results = [];
for (const [first, next] of ways) {
  const seeds = Number(first === 'random' && next === 'random' ? values['random-seeds'] : values.seeds);
  const accuracies = [];
  for (let seed = 0; seed < seeds; seed++) accuracies.push(curve(first, next, seed));
  results.push({ first, next, accuracies });
  const mean = budgets.map((_, at) => accuracies.reduce((sum, own) => sum + own[at], 0) / seeds);
  reporter.note(`${first}/${next}, ${seeds} seeds: ${mean.map((value) => value.toFixed(3)).join(' ')}`);
}
const { pool, test } = sides(0);
process.stdout.write(
  `${JSON.stringify({ measure: values.measure, budgets, pool: pool.length, test: test.length, all: accuracyOf(pool, test, 0), results })}\n`,
);
process.exit(0);

/** Features of all photos, their classes, and which are the test's. */
async function embedPhotos(folder) {
  const data = await openDataSet(folder, { recipe, seed: 0, skipBad: false, cacheFolder: cacheFolder(home), reporter });
  await data.close();
  const { photos: scanned, hashes } = await hashPhotos(await scanData(folder));
  const encoder = await pretrainedEncoder(recipe, home, reporter);
  const files = scanned.photos.map(({ path }, at) => ({
    file: fileURLToPath(new URL(path.split('/').map(encodeURIComponent).join('/'), `file://${scanned.root}/`)),
    name: path,
    hash: hashes[at],
  }));
  const { byHash } = await embedByContent(encoder, files, { cacheFolder: cacheFolder(home), reporter });
  const width = encoder.encoder.embeddingSize;
  const embeddings = new Float32Array(files.length * width);
  files.forEach(({ hash }, at) => embeddings.set(byHash.get(hash), at * width));
  const features = values.components === undefined ? embeddings : reduced(embeddings, files.length, Number(values.components));
  return { embeddings: features, labels: data.classes, classes: data.labels.length, split: data.split };
}

/** @returns float32 [N, components] */
function reduced(embeddings, rows, components) {
  return Float32Array.from(principalComponents(embeddings, rows, components).projected);
}

/** Rows to choose from, and rows to measure on. Where other pictures than the test's are asked for, a fifth of each class of the rest, drawn by the seed. */
function sides(seed) {
  const { train, validation, test } = photos.split;
  const rest = [...train, ...validation];
  if (values.measure === 'test') return { pool: rest, test };
  const held = new Set();
  for (let label = 0; label < photos.classes; label++) {
    const own = createRng(seed, 'suggest', 'measured', label).shuffle(rest.filter((row) => photos.labels[row] === label));
    for (const row of own.slice(0, Math.round(own.length / 5))) held.add(row);
  }
  return { pool: rest.filter((row) => !held.has(row)), test: [...held] };
}

/** As recipe `probe` fits it: a fifth of each class of 3 and more chooses the penalty, and all rows fit the classifier. */
function accuracyOf(rows, test, seed) {
  const held = [];
  const kept = [];
  for (let label = 0; label < photos.classes; label++) {
    const own = createRng(seed, 'suggest', 'probe', label).shuffle(rows.filter((row) => photos.labels[row] === label));
    const taken = own.length < 3 ? 0 : Math.max(1, Math.round(own.length / 5));
    held.push(...own.slice(0, taken));
    kept.push(...own.slice(taken));
  }
  const [onKept, onHeld, all] = [kept, held, rows].map((own) => takeRows(photos, own));
  const { l2 } = selectLinearClassifier(onKept, onHeld, photos.classes, { grid, scaling, iterations: ITERATIONS });
  const classifier = fitLinearClassifier(all.embeddings, rows.length, all.labels, photos.classes, { l2, scaling, iterations: ITERATIONS });
  return linearAccuracy(classifier, takeRows(photos, test));
}

/** Accuracy at each budget: the first labels are chosen without any, then each time as many as are missing, with what was learnt before. */
function curve(first, next, seed) {
  const { pool, test } = sides(seed);
  let chosen = [];
  let learnt;
  return budgets.map((budget) => {
    const taken = new Set(chosen);
    const left = pool.filter((row) => !taken.has(row));
    const rest = takeRows(photos, left);
    const input = {
      embeddings: rest.embeddings,
      rows: left.length,
      known: takeRows(photos, chosen).embeddings,
      count: budget - chosen.length,
      seed,
    };
    const probabilities =
      learnt && softmaxProbabilities(linearLogits(learnt.classifier, rest.embeddings, left.length), photos.classes, learnt.temperature);
    const choose = learnt ? NEXT[next] : FIRST[first];
    chosen = [...chosen, ...choose({ ...input, ...(learnt ? { probabilities } : {}) }).map((at) => left[at])];
    learnt = learnLabels(takeRows(photos, chosen), photos.classes, { grid, scaling, seed });
    return accuracyOf(chosen, test, seed);
  });
}
