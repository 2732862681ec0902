import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { compareInstalled } from './compare-installed.mjs';

const LOCK = {
  '': { name: 'root' },
  'packages/a': { version: '1.0.0' },
  'node_modules/a': { link: true },
  'node_modules/b': { version: '2.0.0', integrity: 'sha512-b' },
  'node_modules/only-on-windows': { version: '3.0.0', optional: true },
};

/** @type {string} */
let root;

/** @param {Record<string, unknown>} packages what npm says it installed */
function install(packages) {
  writeFileSync(path.join(root, 'node_modules/.package-lock.json'), JSON.stringify({ packages }));
}

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'supcon-installed-'));
  mkdirSync(path.join(root, 'node_modules/b'), { recursive: true });
  mkdirSync(path.join(root, 'packages/a'), { recursive: true });
  writeFileSync(path.join(root, 'node_modules/b/package.json'), '{}');
  symlinkSync('../packages/a', path.join(root, 'node_modules/a'));
  writeFileSync(path.join(root, 'package-lock.json'), JSON.stringify({ packages: LOCK }));
  install({ 'node_modules/a': LOCK['node_modules/a'], 'node_modules/b': LOCK['node_modules/b'] });
});

it('finds nothing when everything is there but packages for other machines', () => {
  expect(compareInstalled(root)).toBeUndefined();
});

it('sees a fresh clone and an install that was interrupted: npm writes its own lock file last', () => {
  rmSync(path.join(root, 'node_modules/.package-lock.json'));
  expect(compareInstalled(root)).toBe('node_modules is missing or incomplete');
});

it('sees another version', () => {
  install({ 'node_modules/a': LOCK['node_modules/a'], 'node_modules/b': { version: '1.9.0', integrity: 'sha512-b' } });
  expect(compareInstalled(root)).toBe('node_modules/b is 1.9.0, the lock file wants 2.0.0');
});

it('sees other contents under the same version', () => {
  install({ 'node_modules/a': LOCK['node_modules/a'], 'node_modules/b': { version: '2.0.0', integrity: 'sha512-other' } });
  expect(compareInstalled(root)).toContain('node_modules/b');
});

it('sees a package that is new in the lock file', () => {
  install({ 'node_modules/a': LOCK['node_modules/a'] });
  expect(compareInstalled(root)).toBe('node_modules/b is not installed');
});

it('sees a folder that was deleted, and a workspace that is no longer linked', () => {
  rmSync(path.join(root, 'node_modules/b'), { recursive: true });
  expect(compareInstalled(root)).toBe('node_modules/b is missing on disk');
  mkdirSync(path.join(root, 'node_modules/b'));
  writeFileSync(path.join(root, 'node_modules/b/package.json'), '{}');
  rmSync(path.join(root, 'node_modules/a'));
  expect(compareInstalled(root)).toBe('node_modules/a is missing on disk');
});

it('says so when there is no lock file', () => {
  rmSync(path.join(root, 'package-lock.json'));
  expect(compareInstalled(root)).toBe('package-lock.json is missing or unreadable');
});
