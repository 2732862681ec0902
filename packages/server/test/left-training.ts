import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { readOwner } from '@supcon/core/run';
import { expect } from 'vitest';
import type { TrainingOrder } from '../src/domain/trainer.js';
import { TRAINING_PROGRAM } from './training-home.js';

const TRAINER = JSON.stringify(new URL('../dist/adapters/process/child-process-trainer.js', import.meta.url).href);

/** Begins a training from a process of its own, and kills that with -9 once the run is held. @returns whether the process that trains still lives. */
export async function leaveTraining(
  home: string,
  order: TrainingOrder & { readonly start: { readonly run: string } },
): Promise<() => boolean> {
  const script = path.join(home, 'server.mjs');
  const options = { home, program: TRAINING_PROGRAM, environment: { PATH: process.env['PATH'] } };
  await writeFile(
    script,
    `import { createChildProcessTrainer } from ${TRAINER};
     const never = new AbortController().signal;
     const trainer = createChildProcessTrainer(${JSON.stringify(options)});
     await trainer.train(${JSON.stringify(order)}, { stop: never, leave: never }, () => process.stdout.write('begun'));`,
  );
  const server = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(server.stdout, 'data');
  const owner = path.join(home, 'runs', order.start.run, 'owner.json');
  const lives = (): boolean => readOwner(owner, Date.now())?.life === 'alive';
  expect(lives()).toBe(true);
  server.kill('SIGKILL');
  await once(server, 'exit');
  return lives;
}
