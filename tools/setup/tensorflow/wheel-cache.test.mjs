import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it, vi } from 'vitest';
import { downloadWheel } from './download-wheel.mjs';
import { fakeMachine } from './fake-machine.mjs';
import { wheelCache } from './wheel-cache.mjs';

function freshCache() {
  const machine = fakeMachine();
  const { version, variants } = machine.publish('sound');
  const wheels = Object.values(variants)[0] ?? [];
  const options = /** @type {const} */ ({ cacheHome: machine.layout.cacheHome, version, variant: 'cpu', wheels });
  return { machine, options, cache: wheelCache(options) };
}

it('never uses a download that was cut off, and clears it away the next time', async () => {
  const { machine, options, cache } = freshCache();
  const home = path.dirname(cache.folder);
  const script = `
    import { wheelCache } from ${JSON.stringify(new URL('./wheel-cache.mjs', import.meta.url).href)};
    await wheelCache(JSON.parse(process.argv[1])).fill({ env: process.env, report() {} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script, JSON.stringify(options)], {
    env: { ...machine.env, PIP_IS_SLOW: '1' },
  });
  const partial = () => readdirSync(home, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('partial.whl'));
  await vi.waitFor(() => expect(partial()).toHaveLength(1), { timeout: 20_000 });
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('close', resolve));

  expect(await cache.verify({ thorough: false })).toContain('holds nothing');
  expect(await cache.fill({ env: machine.env, report: () => {} })).toBeUndefined();
  expect(await cache.verify({ thorough: true })).toBeUndefined();
  expect(readdirSync(home)).toEqual([path.basename(cache.folder)]);
});

it('downloads once when two set-ups start together', async () => {
  const { machine, cache } = freshCache();
  const fill = () => cache.fill({ env: machine.env, report: () => {} });
  expect(await Promise.all([fill(), fill()])).toEqual([undefined, undefined]);
  expect(machine.calls().filter((call) => call.startsWith('pip'))).toHaveLength(1);
});

it('gives a download up that gains no byte', async () => {
  const { machine, options } = freshCache();
  const [wheel] = options.wheels;
  if (wheel === undefined) throw new Error('the fake index holds a wheel');
  const folder = path.join(machine.home, 'downloads');
  const env = { ...machine.env, PIP_IS_SLOW: '1' };
  expect(await downloadWheel(wheel, { folder, env, report: () => {}, stallMs: 300 })).toEqual({
    reason: expect.stringContaining('no byte in 0.3 s'),
  });
  expect(existsSync(path.join(folder, wheel.file))).toBe(false);
});

it('says what is missing when a wheel does not hold what is taken out of it', async () => {
  const { machine, options } = freshCache();
  const wheels = options.wheels.map((wheel) => ({ ...wheel, extract: [...wheel.extract, 'tensorflow/nowhere/'] }));
  const cache = wheelCache({ ...options, wheels });
  expect(await cache.fill({ env: machine.env, report: () => {} })).toContain('holds nothing below tensorflow/nowhere/');
  expect(existsSync(cache.folder)).toBe(false);
});

it('does not take an entry that was made from another wheel', async () => {
  const { machine, options, cache } = freshCache();
  await cache.fill({ env: machine.env, report: () => {} });
  const wheels = options.wheels.map((wheel) => ({ ...wheel, sha256: '0'.repeat(64) }));
  expect(await wheelCache({ ...options, wheels }).verify({ thorough: false })).toContain('another wheel');
});
