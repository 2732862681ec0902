import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, unlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { requireFreshDist } from './require-fresh-dist.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** A workspace of two packages, `upper` compiled against `lower`, and the build's own scripts: built once, and a copy for each test. */
let template = '';
let workspace = '';

/** @param {string} file @param {string} text */
const write = (file, text) => {
  mkdirSync(path.dirname(path.join(workspace, file)), { recursive: true });
  writeFileSync(path.join(workspace, file), text);
};

/** @param {string} name @param {string[]} args */
const build = (name, args = ['tools/build/build-package.mjs', `packages/${name}`]) =>
  spawnSync(process.execPath, args, { cwd: workspace, encoding: 'utf8' });

const tsc = (/** @type {string} */ name) => build(name, ['node_modules/typescript/bin/tsc', '-p', `packages/${name}/tsconfig.build.json`]);

/** @param {string} name */
const complaint = (name) => {
  try {
    requireFreshDist(path.join(workspace, 'packages', name));
    return undefined;
  } catch (error) {
    return /** @type {Error} */ (error).message;
  }
};

beforeAll(() => {
  workspace = template = mkdtempSync(path.join(tmpdir(), 'fresh-dist-'));
  symlinkSync(path.join(root, 'node_modules'), path.join(workspace, 'node_modules'));
  for (const folder of ['tools/build', 'tools/setup']) cpSync(path.join(root, folder), path.join(workspace, folder), { recursive: true });
  write('package.json', '{ "type": "module" }');
  const options = { target: 'ES2023', lib: ['ES5'], module: 'NodeNext', types: [], strict: true, skipLibCheck: true };
  write('tsconfig.base.json', JSON.stringify({ compilerOptions: options }));
  for (const [name, references] of /** @type {const} */ ([
    ['lower', []],
    ['upper', [{ path: '../lower/tsconfig.build.json' }]],
  ])) {
    const compilerOptions = { composite: true, rootDir: 'src', outDir: 'dist', tsBuildInfoFile: 'dist/.tsbuildinfo' };
    const config = { extends: '../../tsconfig.base.json', compilerOptions, include: ['src'], exclude: ['src/**/*.test.ts'], references };
    write(`packages/${name}/tsconfig.build.json`, JSON.stringify(config));
    write(`packages/${name}/src/deep/worker.ts`, 'export const answer = 1;\n');
    write(`packages/${name}/src/deep/worker.test.ts`, 'export {};\n');
    expect(build(name)).toMatchObject({ status: 0 });
  }
}, 120_000);

beforeEach(() => {
  workspace = mkdtempSync(path.join(tmpdir(), 'fresh-dist-'));
  cpSync(template, workspace, { recursive: true, verbatimSymlinks: true });
});

describe('requireFreshDist', () => {
  it('accepts what the build left, whatever the times of the files say, and changes that are not compiled', () => {
    const future = new Date(Date.now() + 86_400_000);
    utimesSync(path.join(workspace, 'packages/lower/src/deep/worker.ts'), future, future);
    write('packages/upper/src/deep/worker.test.ts', 'export const changed = true;\n');
    write('packages/upper/README.md', 'changed');
    expect([complaint('lower'), complaint('upper')]).toEqual([undefined, undefined]);
  });

  it('accepts a dist that was copied back, as nx does from its cache', () => {
    const dist = path.join(workspace, 'packages/upper/dist');
    rmSync(dist, { recursive: true });
    cpSync(path.join(template, 'packages/upper/dist'), dist, { recursive: true });
    expect(complaint('upper')).toBeUndefined();
    write('packages/upper/src/deep/worker.ts', 'export const answer = 2;\n');
    expect(complaint('upper')).toContain('src/deep/worker.ts changed');
    write('packages/upper/src/deep/worker.ts', 'export const answer = 1;\n');
    expect(complaint('upper')).toBeUndefined();
  });

  it('names what changed, even where the file is older than dist, and the command that mends it', () => {
    const past = new Date(2000, 0, 1);
    write('packages/upper/src/deep/worker.ts', 'export const answer = 2;\n');
    utimesSync(path.join(workspace, 'packages/upper/src/deep/worker.ts'), past, past);
    expect(complaint('upper')).toBe(
      'Workers in tests run from dist, and it is stale:\n' +
        '  packages/upper/dist: since it was built, src/deep/worker.ts changed\n' +
        'Build it, then run the tests again: npx nx build upper',
    );
  });

  it.each([
    ['a new file', () => write('packages/upper/src/new.ts', 'export {};\n'), 'src/new.ts changed'],
    ['a removed file', () => unlinkSync(path.join(workspace, 'packages/upper/src/deep/worker.ts')), 'src/deep/worker.ts (gone) changed'],
    ['another assembly', () => write('packages/upper/assembly/x.ts', ''), 'assembly/x.ts changed'],
    ['other compiler options', () => write('tsconfig.base.json', '{}'), '../../tsconfig.base.json changed'],
    [
      'a package below that changed',
      () => write('packages/lower/src/deep/worker.ts', 'export const answer = 3;\n'),
      'packages/lower/dist: since',
    ],
    ['no dist', () => rmSync(path.join(workspace, 'packages/upper/dist'), { recursive: true }), 'packages/upper/dist: it is not there'],
    ['a dist without a stamp', () => unlinkSync(path.join(workspace, 'packages/upper/dist/.sources.json')), 'not made by the build'],
  ])('refuses %s', (_, change, reason) => {
    expect(complaint('upper')).toBeUndefined();
    change();
    expect(complaint('upper')).toContain(reason);
    expect(complaint('upper')).toContain('npx nx build upper');
  });

  it('is not taken in by a bare compiler between two builds, nor by a build that failed', () => {
    const source = 'packages/upper/src/deep/worker.ts';
    const before = readFileSync(path.join(workspace, source), 'utf8');
    write(source, 'export const answer = 4;\n');
    expect(tsc('upper')).toMatchObject({ status: 0 });
    write(source, before);
    expect(complaint('upper')).toContain('the compiler ran on other sources');
    expect(build('upper')).toMatchObject({ status: 0 });
    expect(complaint('upper')).toBeUndefined();
    write(source, 'export const answer: string = 5;\n');
    expect(build('upper').status).not.toBe(0);
    write(source, before);
    expect(complaint('upper')).toContain('not made by the build');
  }, 240_000);
});

it('builds a folder with a configuration, and nothing else', () => {
  expect(build('none')).toMatchObject({ status: 2, stderr: expect.stringContaining('usage: node tools/build/build-package.mjs') });
});
