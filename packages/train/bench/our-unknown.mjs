#!/usr/bin/env node
/**
 * How well unknown pictures are told, and what sets of labels keep of their promise, with frozen features of EfficientNet-Lite0 as ImageNet left it and a linear
 * classifier, through the code of `supcon train`. Each class in turn is not trained, and all its photos are the unknown ones. Prints one JSON line.
 * `npm run bench` does not know it: `npx nx run train:unknown` runs it.
 */
import { parseArgs } from 'node:util';
import {
  createRng,
  fitLinearClassifier,
  fitPromise,
  linearAccuracy,
  linearLogits,
  selectLinearClassifier,
  softmaxProbabilities,
  takeRows,
} from '@supcon/core';
import { createReporter } from '../dist/console/reporter.js';
import { ITERATIONS } from '../dist/evaluate/evaluation-protocol.js';
import { scoreLabelSets } from '../dist/evaluate/label-set-scores.js';
import { stackEmbeddings } from '../dist/evaluate/stack-embeddings.js';
import { fitUnknownDetection, scoreUnknown } from '../dist/evaluate/unknown-detection.js';
import { loadRecipe } from '../dist/recipe/load-recipe.js';
import { embedFrozen } from './frozen-photos.mjs';

/** What sets are asked to hold; the last is more than the classifiers here hold by themselves. */
const PROMISES = [0.9, 0.95, 0.99];

const { values } = parseArgs({
  options: {
    data: { type: 'string' },
    seeds: { type: 'string', default: '3' },
    splits: { type: 'string', default: '20' },
  },
});
if (values.data === undefined) throw new Error('--data must name a folder of photos, a folder a class');
const reporter = createReporter({ json: false });
const { recipe } = await loadRecipe('probe');
const { scaling, l2: grid } = recipe.stage2;
const photos = await embedFrozen(values.data, recipe, reporter);
const leftOut = [];
if (photos.labels.length > 2)
  for (let seed = 0; seed < Number(values.seeds); seed++)
    for (let label = 0; label < photos.labels.length; label++) leftOut.push(leaveOut(label, seed));
const labelSets = Array.from({ length: Number(values.splits) }, (_, seed) => promise(seed));
process.stdout.write(`${JSON.stringify({ photos: photos.own.labels.length, leftOut, labelSets })}\n`);
process.exit(0);

/** Every class by itself in random order: a fifth for the test unless the folder says which, and of the rest a fifth for validation. */
function split(rows, seed, ownTest) {
  const parts = { train: [], validation: [], test: [] };
  for (let label = 0; label < photos.labels.length; label++) {
    const own = createRng(seed, 'unknown', label).shuffle(rows.filter((row) => photos.own.labels[row] === label));
    const test = ownTest ? own.filter((row) => photos.test.has(row)) : own.slice(0, Math.round(own.length / 5));
    const taken = new Set(test);
    const rest = own.filter((row) => !taken.has(row));
    const validation = Math.round(rest.length / 5);
    parts.test.push(...test);
    parts.validation.push(...rest.slice(0, validation));
    parts.train.push(...rest.slice(validation));
  }
  return parts;
}

/** The classifier that validation chooses on training photos alone, and the one of both, as stage 2 fits them. */
function learn({ train, validation }, classes) {
  const chosen = selectLinearClassifier(train, validation, classes, { grid, iterations: ITERATIONS, scaling });
  const fit = { l2: chosen.l2, scaling };
  const both = stackEmbeddings([train, validation]);
  return {
    chosen: chosen.classifier,
    fit,
    final: fitLinearClassifier(both.embeddings, both.labels.length, both.labels, classes, { ...fit, iterations: ITERATIONS }),
  };
}

function leaveOut(label, seed) {
  const rows = Array.from(photos.own.labels.keys());
  const parts = split(
    rows.filter((row) => photos.own.labels[row] !== label),
    seed,
    photos.test.size > 0,
  );
  const taken = Object.fromEntries(
    Object.entries(parts).map(([name, own]) => {
      const data = takeRows(photos.own, own);
      return [name, { ...data, labels: data.labels.map((c) => (c > label ? c - 1 : c)) }];
    }),
  );
  const strangers = takeRows(
    photos.own,
    rows.filter((row) => photos.own.labels[row] === label),
  );
  const { chosen, fit, final } = learn(taken, photos.labels.length - 1);
  const detection = fitUnknownDetection({ ...taken, classifier: chosen, fit }, { seed });
  const { thresholds } = detection;
  const scores = scoreUnknown(detection, final, taken.test.embeddings, strangers.embeddings);
  const result = {
    class: photos.labels[label],
    seed,
    method: thresholds.method,
    aurocs: Object.fromEntries(Object.entries(scores).map(([name, { auroc }]) => [name, auroc])),
    detected: scores[thresholds.method].detected,
    falseAlarms: scores[thresholds.method].falseAlarms,
    choice: thresholds.choice,
  };
  reporter.note(`${result.class} left out, seed ${seed}: ${result.method}, AUROC ${result.aurocs[result.method].toFixed(3)}`);
  return result;
}

function promise(seed) {
  const parts = split(Array.from(photos.own.labels.keys()), seed, false);
  const taken = Object.fromEntries(Object.entries(parts).map(([name, own]) => [name, takeRows(photos.own, own)]));
  const classes = photos.labels.length;
  const { chosen, final } = learn(taken, classes);
  const logitsOf = (classifier, { embeddings, labels }) => linearLogits(classifier, embeddings, labels.length);
  const { calibration, labelSets } = fitPromise(logitsOf(chosen, taken.validation), taken.validation.labels, classes);
  const probabilities = softmaxProbabilities(logitsOf(final, taken.test), classes, calibration.temperature);
  return { seed, accuracy: linearAccuracy(final, taken.test), sets: scoreLabelSets(probabilities, taken.test.labels, labelSets, PROMISES) };
}
