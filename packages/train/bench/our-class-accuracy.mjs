#!/usr/bin/env node
/**
 * What a class that is added from few photos is worth, with frozen features of EfficientNet-Lite0 as ImageNet left it. Each class in turn comes last: the others are fitted with all of their
 * training photos, and it is added from 1, 5, 20 and all of its own; beside it the softmax classifier that a training on the same photos would fit. Prints a table in Markdown.
 * usage: node packages/train/bench/our-class-accuracy.mjs --data FOLDER [--also FOLDER] [--seeds 3]. Classes of --also are added to those of --data, none of which is left out then.
 */
import path from 'node:path';
import { parseArgs } from 'node:util';
import {
  addClass,
  createRng,
  fitClassStatistics,
  fitLinearClassifier,
  linearLogits,
  ridgeClassifier,
  selectLinearClassifier,
  selectRidge,
  takeRows,
} from '@supcon/core';
import { createReporter } from '../dist/console/reporter.js';
import { ITERATIONS } from '../dist/evaluate/evaluation-protocol.js';
import { stackEmbeddings } from '../dist/evaluate/stack-embeddings.js';
import { loadRecipe } from '../dist/recipe/load-recipe.js';
import { embedFrozen } from './frozen-photos.mjs';

const SHOTS = [1, 5, 20, Infinity];

const { values } = parseArgs({
  options: { data: { type: 'string' }, also: { type: 'string' }, seeds: { type: 'string', default: '3' } },
});
if (values.data === undefined) throw new Error('--data must name a folder of photos, a folder a class');
const reporter = createReporter({ json: false });
const { recipe } = await loadRecipe('probe');
const { scaling, l2: grid } = recipe.stage2;
const base = await embedFrozen(values.data, recipe, reporter);
const also = values.also === undefined ? undefined : await embedFrozen(values.also, recipe, reporter);
/** Every way of answering by how many photos it had of the new class: figures of each class and seed. */
const found = new Map();
for (let seed = 0; seed < Number(values.seeds); seed++)
  for (const [label, name] of (also ?? base).labels.entries()) {
    reporter.note(`seed ${seed}: ${name}`);
    addLast(split(base, seed, also ? -1 : label), split(also ?? base, seed, -1), label);
  }
const rows = [...found].map(([key, figures]) => {
  const mean = (at) => (figures.reduce((sum, figure) => sum + figure[at], 0) / figures.length).toFixed(3);
  return `| ${key} | ${mean(0)} | ${mean(1)} | ${mean(2)} |`;
});
const title = [values.data, values.also]
  .filter(Boolean)
  .map((folder) => path.basename(folder))
  .join(' and ');
process.stdout.write(
  `| ${title} | accuracy | recall of the new class | recall of the others |\n| --- | --- | --- | --- |\n${rows.join('\n')}\n`,
);
process.exit(0);

/** Rows of each class: a fifth for the test, of the rest a fifth for validation. @param without a class that is left out; -1 for none */
function split({ own, labels }, seed, without) {
  return labels.map((_, label) => {
    const rows = createRng(seed, 'classes', label).shuffle(Array.from(own.labels.keys()).filter((row) => own.labels[row] === label));
    const test = Math.round(rows.length / 5);
    const validation = Math.round((rows.length - test) / 5);
    return label === without
      ? undefined
      : { test: rows.slice(0, test), validation: rows.slice(test, test + validation), train: rows.slice(test + validation) };
  });
}

function addLast(others, newcomers, label) {
  const parts = others.filter((part) => part !== undefined);
  const classes = parts.length;
  const take = (name) => {
    const rows = parts.flatMap((part) => part[name]);
    return { ...takeRows(base.own, rows), labels: Int32Array.from(parts.flatMap((part, at) => part[name].map(() => at))) };
  };
  const [train, validation, test] = ['train', 'validation', 'test'].map(take);
  const learnt = stackEmbeddings([train, validation]);
  const source = (also ?? base).own;
  const own = newcomers[label];
  const labelled = (rows) => ({ ...takeRows(source, rows), labels: new Int32Array(rows.length).fill(classes) });
  const tested = stackEmbeddings([test, labelled(own.test)]);
  const { l2 } = selectLinearClassifier(train, validation, classes, { grid, iterations: ITERATIONS, scaling });
  for (const balance of [1, 0]) {
    const chosen = selectRidge(train, validation, classes, { balance });
    const statistics = fitClassStatistics(learnt, classes, chosen);
    for (const shots of SHOTS) {
      const photos = labelled([...own.train, ...own.validation].slice(0, shots));
      const name = Number.isFinite(shots) ? `${shots}` : 'all';
      note(
        `${name}, added${balance === 1 ? '' : ', photos weighing the same'}`,
        ridgeClassifier(addClass(statistics, photos.embeddings)),
        tested,
        classes,
      );
      if (balance === 0) continue;
      const all = stackEmbeddings([learnt, photos]);
      const softmax = fitLinearClassifier(all.embeddings, all.labels.length, all.labels, classes + 1, {
        l2,
        iterations: ITERATIONS,
        scaling,
      });
      note(`${name}, softmax trained on all`, softmax, tested, classes);
    }
  }
}

function note(key, classifier, { embeddings, labels }, last) {
  const logits = linearLogits(classifier, embeddings, labels.length);
  const classes = last + 1;
  const [right, count] = [new Float64Array(classes), new Float64Array(classes)];
  labels.forEach((label, row) => {
    const own = logits.subarray(row * classes, (row + 1) * classes);
    count[label] += 1;
    right[label] += Number(own.indexOf(Math.max(...own)) === label);
  });
  const sum = (values) => values.reduce((total, value) => total + value, 0);
  const recalls = right.map((value, label) => value / count[label]);
  found.set(key, [...(found.get(key) ?? []), [sum(right) / labels.length, recalls[last], sum(recalls.subarray(0, last)) / last]]);
}
