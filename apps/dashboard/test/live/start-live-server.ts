import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TestProject } from 'vitest/node';
import { runNode } from './run-command.js';
import { startServer, type LiveServer } from './start-server.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** Of the running server, without a trailing slash. */
    url: string;
    /** Its SUPCON_HOME. */
    home: string;
    /** The pictures: `train/<class>/` is its collection, `test/<class>/` it has not seen. */
    data: string;
  }
}

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../../../..');
const supcon = path.join(root, 'packages/train/bin/supcon.mjs');
const supconServer = path.join(root, 'packages/server/bin/supcon-server.mjs');
const dashboard = path.join(root, 'apps/dashboard/dist');

const RECIPE = {
  description: 'As small as a training can be.',
  encoder: { depth: 18, stem: 'small', stemStride: 2, width: 8 },
  imageSize: 32,
  stage1: {
    loss: 'supcon+cross-entropy',
    epochs: 3,
    batchSize: 32,
    learningRate: 0.05,
    schedule: { kind: 'warmup-cosine', warmupEpochs: 1 },
    validateEvery: 1,
  },
  stage2: { augmentedPasses: 0, l2: [0.01] },
  precision: 'float32',
};
const EACH = { train: 20, test: 5 };

let server: LiveServer | undefined;
let home: string | undefined;

/** Trains a small encoder on real files, fills a collection with them and starts the server: all through the command lines that people use. */
export async function setup(project: TestProject): Promise<void> {
  for (const built of [path.join(dashboard, 'index.html'), path.join(root, 'packages/server/dist/cli')]) {
    if (!existsSync(built)) throw new Error(`${built} is missing; build first: npx nx run-many -t build`);
  }
  home = mkdtempSync(path.join(tmpdir(), 'supcon-live-'));
  const env = { SUPCON_HOME: home, TF_CPP_MIN_LOG_LEVEL: '3' };
  const command = (...args: string[]) => runNode(args, { cwd: root, env });

  const sample = path.join(home, 'data/sample');
  await command(supcon, 'sample', '--out', sample, '--json');
  const data = path.join(home, 'data/few');
  for (const split of ['train', 'test'] as const) {
    for (const label of readdirSync(path.join(sample, split))) {
      const files = readdirSync(path.join(sample, split, label)).sort();
      for (const file of files.slice(0, EACH[split])) cpSync(path.join(sample, split, label, file), path.join(data, split, label, file));
    }
  }
  const recipe = path.join(home, 'tiny.json');
  writeFileSync(recipe, JSON.stringify(RECIPE));
  await command(supcon, 'train', '--recipe', recipe, '--data', data, '--name', 'few', '--json');
  await command(supconServer, 'index', '--home', home, '--data', path.join(data, 'train'), '--collection', 'few', '--json');
  server = await startServer(home);
  project.provide('url', server.url);
  project.provide('home', home);
  project.provide('data', data);
}

export async function teardown(): Promise<void> {
  await server?.stop();
  if (home !== undefined) rmSync(home, { recursive: true, force: true });
}
