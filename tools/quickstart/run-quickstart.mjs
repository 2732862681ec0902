import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import { findNx, nxEnvironment } from '../find-nx.mjs';
import { server, supcon } from './commands.mjs';
import { dataFingerprint, describeData } from './data-fingerprint.mjs';
import { dataName } from './data-name.mjs';
import { makeHome } from './make-home.mjs';
import { progressFile } from './progress-file.mjs';
import { progressKey, recipesFor } from './progress-key.mjs';
import { QuickstartError } from './quickstart-error.mjs';
import { readData, requireData } from './read-data.mjs';
import { parseEvent, runChild } from './run-child.mjs';
import { runServer, serverEnded, startEarly } from './serve.mjs';

/**
 * @typedef {object} QuickstartOptions
 * @property {string} root the repository
 * @property {NodeJS.ProcessEnv} env
 * @property {string} home SUPCON_HOME
 * @property {string | undefined} data the person's own photos
 * @property {string | undefined} recipe
 * @property {number | undefined} minutes that recipe auto may take
 * @property {boolean} serve
 * @property {number} port 0: a free one
 * @property {(text: string) => void} say what is going on, to stderr
 * @property {(text: string) => void} print the outcome, to stdout
 */

/** @param {QuickstartOptions} options */
export async function runQuickstart(options) {
  const { root, home, say, serve } = options;
  const env = { ...options.env, SUPCON_HOME: home, TF_CPP_MIN_LOG_LEVEL: options.env['TF_CPP_MIN_LOG_LEVEL'] ?? '3' };
  requireData(options.data);
  makeHome(home);
  /** @type {Context} */
  const context = { root, env, home, say };
  await step(context, [path.join(root, 'tools/setup/setup.mjs'), '--quiet'], 'set-up', 'npm run setup');
  await build(context);
  const data = options.data ?? (await makeSample(context));
  const file = progressFile(home);
  const photos = await readData(data);
  const fingerprint = await dataFingerprint(photos);
  const keyOf = (/** @type {string} */ candidate, /** @type {string} */ recipe) =>
    progressKey({ root, fingerprint, name: candidate, recipe, minutes: options.minutes });
  const recipes = recipesFor(options);
  const isFinished = (/** @type {string} */ candidate) => recipes.some((recipe) => file.get(keyOf(candidate, recipe)).run !== undefined);
  const name = dataName({ home, data, names: file.names(), isFinished });
  file.claim(realpathSync(data), name);
  const recipe = recipes.find((one) => file.get(keyOf(name, one)).artifact !== undefined) ?? recipes[0];
  if (recipe !== recipes[0]) say(`quickstart: these photos were trained with recipe ${recipe}; --recipe ${recipes[0]} trains them anew`);
  const key = keyOf(name, recipe);
  const { gallery, photo } = describeData(data, photos);
  const training = { data, name, recipe, minutes: options.minutes, key };
  const before = trained(file.get(key));
  if (before !== undefined) say(`quickstart: trained already (${before})`);
  const probe = serve && recipe === 'auto' && before === undefined ? await trainProbe(context, training) : undefined;
  const onProbe = (/** @type {import('./progress-file.mjs').Probe} */ further) => file.set(key, { ...file.get(key), probe: further });
  const early = probe && (await startEarly(context, { gallery, photo, name, probe, onProbe, port: options.port, print: options.print }));
  /** @type {string} */
  let artifact;
  try {
    artifact = await train(context, training);
    await early?.takeOver(artifact);
  } catch (error) {
    await early?.stop();
    throw error;
  }
  if (early) {
    file.set(key, { ...file.get(key), collection: name });
    say(`quickstart: ${path.relative(home, artifact)} answers now, and the collection has its vectors`);
    serverEnded(await early.ended());
    return;
  }
  await index(context, { gallery, name, artifact, key });
  if (serve) await runServer(context, { photo, name, artifact, port: options.port, print: options.print });
  else options.print(`artifact: ${artifact}\ncollection: ${name}\nnext: npm run quickstart${sameOptions(options)}   (starts the server)`);
}

/** @typedef {import('./commands.mjs').Context} Context */

/**
 * @param {Context} context
 * @param {readonly string[]} args of node
 * @param {string} what
 * @param {string} again
 * @param {(event: Record<string, unknown>) => void} [onEvent]
 */
async function step({ root, env }, args, what, again, onEvent) {
  const { status, interrupted } = await runChild(process.execPath, args, {
    cwd: root,
    env,
    onLine: (line) => {
      const event = parseEvent(line);
      if (event !== undefined) onEvent?.(event);
    },
  });
  if (interrupted || status === 130)
    throw new QuickstartError(`stopped during ${what}`, { fix: 'go on where it was with the same command', status: 130 });
  if (status !== 0)
    throw new QuickstartError(`${what} ended with status ${status}; its message stands above`, { fix: `mend it, then: ${again}`, status });
}

/** @param {Context} context */
async function build({ root, env, say }) {
  say('quickstart: building (nothing to do when nothing changed)');
  /** @type {string[]} */
  const output = [];
  const { status, interrupted } = await runChild(process.execPath, [findNx(root), 'run-many', '--target=build', '--output-style=static'], {
    cwd: root,
    env: nxEnvironment(env),
    onLine: (line) => output.push(line),
    stderr: 'lines',
  });
  if (interrupted) throw new QuickstartError('stopped during the build', { fix: 'go on with the same command', status: 130 });
  if (status !== 0) {
    say(output.join('\n'));
    throw new QuickstartError('the build failed; its message stands above', { fix: 'npm run build' });
  }
}

/**
 * The command itself knows whether the pictures are there already.
 * @param {Context} context
 */
async function makeSample(context) {
  const folder = path.join(context.home, 'data/sample');
  await step(context, [supcon(context), 'sample', '--out', folder, '--json'], 'making the sample photos', 'npm run quickstart');
  return folder;
}

/** @typedef {{ data: string, name: string, recipe: string, minutes: number | undefined, key: string }} Training */
/** @typedef {import('./progress-file.mjs').Progress} Progress */

/**
 * The folder of what was trained before, if it is still there.
 * @param {Progress} progress
 */
function trained({ artifact }) {
  return artifact !== undefined && existsSync(path.join(artifact, 'manifest.json')) ? artifact : undefined;
}

/**
 * The first part of recipe auto. Undefined where it has none, as where no weights can be had: then all is trained.
 * @param {Context} context
 * @param {Training} training
 */
async function trainProbe(context, training) {
  const { probe } = progressFile(context.home).get(training.key);
  if (probe !== undefined && existsSync(path.join(context.home, 'runs', probe.run))) return probe;
  return (await trainPart(context, training, ['--until', 'probe'])).probe;
}

/**
 * @param {Context} context
 * @param {Training} training
 * @returns {Promise<string>} the artifact's folder
 */
async function train(context, training) {
  const artifact = trained(progressFile(context.home).get(training.key)) ?? (await trainPart(context, training, [])).artifact;
  if (artifact === undefined) {
    throw new QuickstartError('training ended without naming its artifact', {
      fix: `look into ${context.home}/runs, then: npm run doctor`,
    });
  }
  return artifact;
}

/**
 * Trains, or goes on with what was begun, and remembers how far that came.
 * @param {Context} context
 * @param {Training} training
 * @param {readonly string[]} only which part
 */
async function trainPart(context, { data, name, recipe, minutes, key }, only) {
  const file = progressFile(context.home);
  const known = file.get(key);
  const unfinished = known.run !== undefined && existsSync(path.join(context.home, 'runs', known.run)) ? known.run : undefined;
  context.say(unfinished === undefined ? `quickstart: training, recipe ${recipe}` : `quickstart: training goes on (run ${unfinished})`);
  let progress = { ...known };
  /** @type {string | undefined} who trains the run already */
  let inUse;
  await step(
    context,
    [supcon(context), 'train', '--recipe', recipe, '--data', data, '--name', name, '--json'].concat(
      unfinished !== undefined ? ['--resume', unfinished] : minutes === undefined ? [] : ['--minutes', String(minutes)],
      only,
    ),
    'training',
    'npm run quickstart',
    (event) => {
      const before = progress;
      if (typeof event['run'] === 'string' && event['run'] !== progress.run) progress = { ...progress, run: event['run'] };
      if (event['type'] === 'result' && event['recipe'] === 'probe' && typeof event['id'] === 'string')
        progress = { ...progress, probe: { run: event['id'] } };
      if (progress !== before) file.set(key, progress);
      if (typeof event['artifact'] === 'string') progress = { ...progress, artifact: path.resolve(context.root, event['artifact']) };
      if (event['code'] === 'RUN_IN_USE') inUse = String(event['message']);
    },
  ).catch((/** @type {unknown} */ error) => {
    throw inUse === undefined ? error : new QuickstartError(inUse, { fix: 'when it has ended, go on with: npm run quickstart' });
  });
  file.set(key, progress);
  return progress;
}

/**
 * @param {Context} context
 * @param {{ gallery: readonly string[], name: string, artifact: string, key: string }} task
 */
async function index(context, { gallery, name, artifact, key }) {
  const file = progressFile(context.home);
  const progress = file.get(key);
  if (progress.collection === name) {
    context.say(`quickstart: indexed already (collection ${name})`);
    return;
  }
  context.say(`quickstart: indexing the training photos (collection ${name})`);
  await step(
    context,
    [server(context), 'index', '--home', context.home, '--artifact', artifact, ...gallery, '--collection', name, '--replace', '--json'],
    'indexing',
    'npm run quickstart',
  );
  file.set(key, { ...progress, collection: name });
}

/**
 * What was asked for, once more: another recipe would train anew.
 * @param {{ data?: string | undefined, recipe?: string | undefined, minutes?: number | undefined }} options
 */
function sameOptions({ data, recipe, minutes }) {
  const given = Object.entries({ data, recipe, minutes })
    .map(([name, value]) => (value === undefined ? '' : ` --${name} ${value}`))
    .join('');
  return given === '' ? '' : ` --${given}`;
}
