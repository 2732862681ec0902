#!/usr/bin/env node
/** Sends every picture of a folder to a running server and compares with the offline evaluation of the same artifact: labels must be the
 * same, embeddings equal to 1e-4, and a picture that is in the collection its own first neighbour. Exit status 1 where one is not. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { readJson } from '../setup/read-json.mjs';

const USAGE = `usage: node tools/verify/http-matches-offline.mjs --url URL --artifact DIR --data DIR [--collection NAME --indexed DIR]

  --url         a running supcon-server
  --artifact    the artifact that it serves
  --data        pictures to compare: one folder a class, or test/ with one folder a class
  --collection  a collection made of --indexed: each of its pictures must find itself first
  --indexed     the folder that was indexed, usually DIR/train

Example: node tools/verify/http-matches-offline.mjs --url http://127.0.0.1:8080 --artifact .supcon/artifacts/pets/1 --data photos/pets`;

/** @typedef {{ path: string, label: string, embedding: number[] }} Prediction */
/** @typedef {{ predictions: { label: string }[], embedding: number[] }} Classified */
/** @typedef {{ neighbours: { id: string, similarity: number }[] }} Found */

/** Largest difference allowed between any two components of unit-length embeddings. */
const TOLERANCE = 1e-4;

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    artifact: { type: 'string' },
    data: { type: 'string' },
    collection: { type: 'string' },
    indexed: { type: 'string' },
    help: { type: 'boolean' },
  },
});
if (values.help || !values.url || !values.artifact || !values.data) {
  console.error(USAGE);
  process.exit(values.help ? 0 : 2);
}

const { url, artifact, data } = values;
const predictions = evaluateOffline(artifact, data);
let differentLabels = 0;
let largestDifference = 0;
for (const { path: file, label, embedding } of predictions) {
  const answer = /** @type {Classified} */ (await post('/v1/classify?topK=1&includeEmbedding=true', path.join(data, file)));
  const [best] = answer.predictions;
  if (best?.label !== label) {
    differentLabels++;
    console.error(`${file}: offline ${label}, over HTTP ${best?.label ?? 'nothing'}`);
  }
  embedding.forEach((value, d) => {
    largestDifference = Math.max(largestDifference, Math.abs(value - (answer.embedding[d] ?? Infinity)));
  });
}
console.log(
  `${predictions.length} pictures: ${differentLabels} labels differ, embeddings differ by at most ${largestDifference.toExponential(1)}`,
);

let lost = 0;
if (values.collection && values.indexed) {
  const files = listFiles(values.indexed);
  for (const file of files) {
    const { neighbours } = /** @type {Found} */ (await post(`/v1/collections/${values.collection}/search?k=1`, file));
    const [first] = neighbours;
    // Copies of one photo are at the same place; any of them may come first.
    if (!first || first.similarity <= 1 - 1e-5) {
      lost++;
      console.error(`${file}: first neighbour ${first?.id ?? 'none'} at similarity ${first?.similarity ?? 0}`);
    }
  }
  console.log(`${files.length} indexed pictures: ${lost} are not their own first neighbour`);
}
process.exit(differentLabels > 0 || largestDifference > TOLERANCE || lost > 0 ? 1 : 0);

/**
 * @param {string} artifactFolder
 * @param {string} dataFolder
 * @returns {Prediction[]}
 */
function evaluateOffline(artifactFolder, dataFolder) {
  const scratch = mkdtempSync(path.join(tmpdir(), 'supcon-verify-'));
  try {
    const out = path.join(scratch, 'predictions.json');
    const cli = path.resolve(import.meta.dirname, '../../packages/train/bin/supcon.mjs');
    const arguments_ = [cli, 'evaluate', '--artifact', artifactFolder, '--data', dataFolder, '--out', out];
    const { status } = spawnSync(process.execPath, arguments_, { stdio: ['ignore', 'ignore', 'inherit'] });
    if (status !== 0) process.exit(status ?? 1);
    const report = /** @type {{ predictions: Prediction[] }} */ (readJson(out));
    return report.predictions;
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/**
 * @param {string} route
 * @param {string} file
 * @returns {Promise<unknown>}
 */
async function post(route, file) {
  const response = await fetch(new URL(route, url), {
    method: 'POST',
    headers: { 'content-type': 'image/jpeg' },
    body: readFileSync(file),
  });
  if (!response.ok) throw new Error(`${route} with ${file}: ${response.status} ${await response.text()}`);
  return response.json();
}

/** @param {string} folder */
function listFiles(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => path.join(folder, name))
    .filter((file) => statSync(file).isFile())
    .sort();
}
