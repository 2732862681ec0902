import { spawn } from 'node:child_process';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { decodeSafetensors } from '../../src/weights/safetensors.js';
import { inTemporaryFolder, writeColourData } from '../generated-images.js';

/** Everything that has to survive: momentum, a queue, averaged weights, a sampler of its own, dropout, the best checkpoint. */
const RECIPE = {
  description: 'tiny',
  encoder: { depth: 18, stem: 'small', width: 4 },
  imageSize: 16,
  stage1: {
    loss: 'supcon+cross-entropy',
    epochs: 40,
    batchSize: 12,
    learningRate: 0.05,
    schedule: { kind: 'warmup-cosine', warmupEpochs: 1 },
    validateEvery: 5,
    head: { hidden: 8, outputs: 8 },
    queue: 40,
    dropout: 0.2,
    average: { decay: 0.9 },
    sampler: { kind: 'balanced', perClass: 2 },
    keep: 'best',
  },
  stage2: { augmentedPasses: 1, l2: [0.1, 0.01] },
  precision: 'float32',
};

const SUPCON = fileURLToPath(new URL('../../bin/supcon.mjs', import.meta.url));

/** One sitting; killed `afterMs` after it says that it trains. Answers whether it came to its end. */
function sit(home: string, args: readonly string[], afterMs: number | undefined): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [SUPCON, 'train', ...args, '--checkpoint-every', '0', '--no-freeze', '--json'], {
      env: { ...process.env, SUPCON_HOME: home },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let [out, err] = ['', ''];
    child.stdout.on('data', (text: Buffer) => {
      if (afterMs !== undefined && !out.includes('"type":"start"') && text.includes('"type":"start"'))
        setTimeout(() => child.kill('SIGKILL'), afterMs);
      out += text.toString();
    });
    child.stderr.on('data', (text: Buffer) => (err += text.toString()));
    child.on('close', (code, signal) => {
      if (signal === 'SIGKILL') resolve(false);
      else if (code === 0) resolve(true);
      else reject(new Error(`supcon ended with ${code}: ${err}`));
    });
  });
}

async function outcomeOf(home: string): Promise<unknown> {
  const [run = ''] = await readdir(join(home, 'runs'));
  const folder = join(home, 'runs', run);
  const checkpoint = async (name: string) => {
    const path = join(folder, 'checkpoints', `${name}.safetensors`);
    const { tensors, metadata } = decodeSafetensors(await readFile(path), path);
    // Time is the one thing that differs.
    const { seconds: _seconds, ...progress } = JSON.parse(metadata['progress'] ?? '{}') as Record<string, unknown>;
    return {
      progress,
      tensors: [...tensors].map(([tensor, { data }]) => [tensor, Buffer.from(data.buffer, data.byteOffset, data.byteLength)]),
    };
  };
  const epochs = new Map<number, unknown>();
  for (const line of (await readFile(join(folder, 'metrics.jsonl'), 'utf8')).split('\n')) {
    if (!line.includes('"type":"epoch"') || !line.endsWith('}')) continue;
    const {
      time: _time,
      imagesPerSecond: _speed,
      etaSeconds: _eta,
      resumed: _resumed,
      ...event
    } = JSON.parse(line) as { epoch: number } & Record<string, unknown>;
    // An epoch that ended after the last checkpoint before a kill is logged again: with the same figures.
    const earlier = epochs.get(event.epoch);
    if (earlier !== undefined) expect(event).toEqual(earlier);
    epochs.set(event.epoch, event);
  }
  const {
    id: _id,
    seconds: _seconds,
    ...result
  } = JSON.parse(await readFile(join(folder, 'result.json'), 'utf8')) as Record<string, unknown>;
  return {
    last: await checkpoint('last'),
    best: await checkpoint('best'),
    final: await checkpoint('final'),
    epochs: [...epochs.values()],
    result,
  };
}

it('killed with -9 at 20 random moments and resumed, ends bit for bit as an unbroken run', () =>
  inTemporaryFolder(async (folder) => {
    const [data, recipe] = [join(folder, 'colours'), join(folder, 'tiny.json')];
    await writeFile(recipe, JSON.stringify(RECIPE));
    await writeColourData(data, { train: 24, test: 4 });
    const fresh = ['--recipe', recipe, '--data', data, '--seed', '7'];
    const [whole, broken] = [join(folder, 'whole'), join(folder, 'broken')];
    expect(await sit(whole, fresh, undefined)).toBe(true);

    const rng = createRng(11, 'kills');
    let kills = 0;
    let finished = await sit(broken, fresh, 50 + 300 * rng.uniform());
    while (!finished) {
      kills++;
      finished = await sit(broken, ['--resume'], kills < 20 ? 20 + 400 * rng.uniform() : undefined);
    }
    expect(kills).toBe(20);
    const outcome = await outcomeOf(broken);
    expect(outcome).toEqual(await outcomeOf(whole));
    expect((outcome as { epochs: unknown[] }).epochs).toHaveLength(40);
  }));
