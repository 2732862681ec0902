import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { addonCache } from './addon-cache.mjs';

const KEY = { name: 'some-addon', version: '1.2.3', variant: 'abi115' };

it('puts back what was stored, and nothing of another version or Node', async () => {
  const cacheHome = mkdtempSync(path.join(tmpdir(), 'supcon-addons-'));
  const built = path.join(cacheHome, 'built.node');
  writeFileSync(built, 'compiled');
  await addonCache({ cacheHome, ...KEY }).store(built);
  const target = path.join(cacheHome, 'elsewhere/build/Release/addon.node');
  expect(await addonCache({ cacheHome, ...KEY, variant: 'abi137' }).restore(target)).toBe(false);
  expect(await addonCache({ cacheHome, ...KEY, version: '1.2.4' }).restore(target)).toBe(false);
  expect(await addonCache({ cacheHome, ...KEY }).restore(target)).toBe(true);
  expect(readFileSync(target, 'utf8')).toBe('compiled');
});

it('refuses a file that changed since it was stored', async () => {
  const cacheHome = mkdtempSync(path.join(tmpdir(), 'supcon-addons-'));
  const built = path.join(cacheHome, 'built.node');
  writeFileSync(built, 'compiled');
  await addonCache({ cacheHome, ...KEY }).store(built);
  const [folder = ''] = readdirSync(path.join(cacheHome, 'addons'));
  writeFileSync(path.join(cacheHome, 'addons', folder, 'addon.node'), 'compile');
  expect(await addonCache({ cacheHome, ...KEY }).restore(path.join(cacheHome, 'target.node'))).toBe(false);
});
