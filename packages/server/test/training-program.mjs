// Stands for `supcon train --json`: its options, words, exit codes, signals and run folders, without TensorFlow. The recipe says how it goes:
// `slow` takes its time for each epoch, `long` a minute; `hang` and `deaf` are these, and do not hear SIGINT; `crash` ends without an event, `loud` says far too much, `told` fails with what it was given.
import { appendFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { getPriority } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { holdRun, RUN_FILES } from '@supcon/core/run';

const home = process.env.SUPCON_HOME;
if (process.argv[2] === 'data') {
  // `data check FOLDER --json`, without looking at a picture.
  const folder = process.argv[4];
  const classes = readdirSync(folder).map((label) => ({ label, total: readdirSync(path.join(folder, label)).length }));
  if (classes.length < 2) {
    process.stdout.write(
      `${JSON.stringify({ type: 'error', code: 'BAD_DATA', message: `${folder} is not a data set: it has only one class` })}\n`,
    );
    process.exit(4);
  }
  const files = classes.reduce((sum, { total }) => sum + total, 0);
  const cases = Array.from({ length: 30 }, (_, n) => `${classes[0].label}/${n}.png`);
  const findings = [{ severity: 'warning', code: 'SMALL_CLASS', message: 'few', fix: 'Add pictures.', cases }];
  const check = { ok: true, data: folder, files, bad: 0, classes, imbalance: 1, copies: { exact: 0, near: 0 }, findings };
  process.stdout.write(`${JSON.stringify({ type: 'data-check', ...check })}\n`);
  process.exit(0);
}
const text = { type: 'string' };
const options = {
  json: { type: 'boolean' },
  'skip-bad': { type: 'boolean' },
  data: text,
  recipe: text,
  'run-id': text,
  resume: text,
  epochs: text,
};
const { values } = parseArgs({ options: { ...options, name: text, seed: text, minutes: text }, args: process.argv.slice(3), strict: true });
const say = (event) => process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
const fail = (code, message, exit) => {
  say({ type: 'error', code, message });
  process.exit(exit);
};

// As the command does, whose reader may have gone.
process.stdout.on('error', () => process.exit(0));
let isStopped = false;
if (values.recipe === 'hang' || values.recipe === 'deaf') process.on('SIGINT', () => undefined);
else process.on('SIGINT', () => (isStopped = true));

if (!existsSync(values.data)) fail('NOT_FOUND', `cannot read the data folder ${values.data}`, 3);
if (readdirSync(values.data).length < 2) fail('BAD_DATA', `${values.data} is not a data set: it has only one class`, 4);
if (values.recipe === 'none') fail('BAD_RECIPE', `no recipe is called 'none'. There are: ${path.join(home, 'recipes')}/slow.json`, 2);
if (values.recipe === 'told')
  fail('USAGE', JSON.stringify([process.argv.slice(2), Object.keys(process.env), getPriority(), process.cwd() === home]), 2);
if (values.recipe === 'crash') {
  for (let n = 0; n < 100_000; n++) process.stderr.write(`TensorFlow says for the ${n}th time that it is unhappy with ${home}\n`);
  process.stderr.write('last: cannot open /etc/secret/model.bin\n', () => process.exit(7));
  await sleep(60_000);
}
if (values.recipe === 'loud') for (let n = 0; n < 200; n++) process.stdout.write(n % 50 === 49 ? '\n' : 'x'.repeat(500_000));

const runFolder = (run) => path.join(home, 'runs', run);
const run = values.resume ?? values['run-id'] ?? `run-${process.pid}`;
const folder = runFolder(run);
const config = path.join(folder, RUN_FILES.config);
if (values.resume !== undefined && !existsSync(config)) fail('NOT_FOUND', `no run is called '${run}'`, 3);
mkdirSync(path.join(folder, RUN_FILES.checkpoints), { recursive: true });
const outcome = await holdRun(folder);
if ('other' in outcome) fail('RUN_IN_USE', `run ${run} is being trained by process ${outcome.other.owner.pid}`, 1);
if (values.resume === undefined) {
  if (existsSync(config)) fail('USAGE', `there is a run '${run}' already`, 2);
  const { recipe = 'auto', epochs = '3' } = values;
  const data = { root: values.data, name: path.basename(values.data) };
  writeFileSync(config, JSON.stringify({ id: run, recipeName: recipe, epochs: Number(epochs), data }));
}
const { recipeName, epochs, data } = JSON.parse(readFileSync(config, 'utf8'));
const log = (event) => {
  appendFileSync(path.join(folder, RUN_FILES.log), `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  say(event);
};
const checkpoint = path.join(folder, RUN_FILES.checkpoints, 'epoch');
let epoch = existsSync(checkpoint) ? Number(readFileSync(checkpoint, 'utf8')) : 0;
log({ type: 'start', run, recipe: recipeName, data: data.name, stage1Epochs: epochs, owner: { host: 'here', pid: process.pid } });
if (epoch > 0) log({ type: 'resume', epoch, step: 0 });
const epochMs = { slow: 60, hang: 60, long: 60_000, deaf: 60_000 }[recipeName] ?? 5;
while (epoch < epochs) {
  for (let waited = 0; waited < epochMs && !isStopped; waited += 20) await sleep(Math.min(20, epochMs));
  if (isStopped) {
    log({ type: 'stopped', epoch });
    fail('INTERRUPTED', `stopped in epoch ${epoch + 1} of ${epochs}; nothing is lost. Go on with: supcon train --resume ${run}`, 130);
  }
  epoch++;
  writeFileSync(checkpoint, String(epoch));
  log({ type: 'epoch', stage: 1, epoch, epochs, loss: 1 / epoch, etaSeconds: (epochs - epoch) * 0.06 });
}
log({ type: 'stage2', stage: 2, validation: { linear: 1, knn: 1 } });
const result = { id: run, recipe: recipeName, data: data.name, seconds: 1, imagesSeen: 1 };
writeFileSync(path.join(folder, RUN_FILES.result), JSON.stringify(result));
log({ type: 'result', ...result });
say({ type: 'artifact', artifact: path.join(home, 'artifacts/made/1'), name: values.name ?? 'made', version: 1 });
