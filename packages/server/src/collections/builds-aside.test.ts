import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createBuilds } from './builds-aside.js';

it('builds beside one collection after the other, and beside different ones together', async () => {
  const builds = createBuilds();
  const seen: string[] = [];
  const build = (name: string, label: string) =>
    builds.run(name, async () => {
      seen.push(`+${label}`);
      await sleep(5);
      seen.push(`-${label}`);
    });
  await Promise.all([build('a', 'a1'), build('a', 'a2'), build('b', 'b1')]);
  expect(seen.filter((entry) => entry.includes('a'))).toEqual(['+a1', '-a1', '+a2', '-a2']);
  expect(seen.indexOf('+b1')).toBeLessThan(seen.indexOf('+a2'));
});

it('tells what is under way that its collection is gone, waits for it, and lets the next of that name be', async () => {
  const builds = createBuilds();
  let ended = false;
  const first = builds.run('a', async (gone) => {
    await new Promise((resolve) => gone.addEventListener('abort', resolve));
    await sleep(5);
    ended = true;
  });
  await sleep(1);
  await builds.end('a');
  expect(ended).toBe(true);
  await first;
  expect(await builds.run('a', (gone) => Promise.resolve(gone.aborted))).toBe(false);
  await builds.end('never');
});
