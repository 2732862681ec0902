import { rm } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { LEAVE_WITHIN_MS } from '../../src/adapters/process/leave-within.js';
import { DEFAULT_JOB_RUNNER } from '../../src/jobs/run-jobs.js';
import { leaveTraining } from '../left-training.js';
import { makeHome, writePhotos } from '../training-home.js';

it('a training that does not listen is ended, before the lease of its job has run out, when its server is killed', async () => {
  const { leaseMs, heartbeatMs } = DEFAULT_JOB_RUNNER;
  expect(LEAVE_WITHIN_MS).toBeLessThan(leaseMs - 2 * heartbeatMs);
  const home = await makeHome();
  const data = await writePhotos(home, 'two', { a: 1, b: 1 });
  const nothing = { name: undefined, seed: undefined, minutes: undefined, epochs: undefined };
  const lives = await leaveTraining(home, { start: { ...nothing, run: 'r-1', recipe: 'deaf', data, skipBad: false } });
  await expect.poll(lives, { timeout: leaseMs }).toBe(false);
  await rm(home, { recursive: true, force: true });
});
