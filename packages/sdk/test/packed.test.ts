import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core';
import { publint } from 'publint';
import { rolldown } from 'rolldown';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packSdk, PROGRAM, SAID, SAYS, tsconfig, writeProject } from './packed-sdk.js';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const TSC = createRequire(import.meta.url).resolve('typescript/bin/tsc');
const run = promisify(execFile);

let packed: Awaited<ReturnType<typeof packSdk>>;
let installed: string;
beforeAll(async () => {
  packed = await packSdk();
  const modules = path.join(packed.folder, 'node_modules');
  installed = path.join(modules, '@supcon/sdk');
  await mkdir(installed, { recursive: true });
  await run('tar', ['-xzf', packed.tarball, '-C', installed, '--strip-components=1']);
  await symlink(path.join(ROOT, 'node_modules/eventsource-parser'), path.join(modules, 'eventsource-parser'));
});
afterAll(() => rm(packed.folder, { recursive: true, force: true }));

describe('the packed SDK', () => {
  it('holds what is needed to use it, and nothing that only we need', () => {
    expect(packed.files).toEqual(
      expect.arrayContaining([
        'README.md',
        'openapi.json',
        'dist/index.js',
        'dist/index.d.ts',
        'dist/cjs/index.js',
        'dist/cjs/package.json',
      ]),
    );
    expect(packed.files.filter((file) => /\.test\.|\.map$|^(src|test|scripts|examples)\/|tsbuildinfo|\.sources/.test(file))).toEqual([]);
  });

  it('has no fault that publint knows', async () => {
    const { messages } = await publint({ pkgDir: installed, pack: false, strict: true });
    expect(messages).toEqual([]);
  });

  it('has types that are right under every way to resolve modules', async () => {
    const analysis = await checkPackage(createPackageFromTarballData(await readFile(packed.tarball)));
    expect(analysis.types && 'problems' in analysis ? analysis.problems : 'no types').toEqual([]);
  });

  it.each([
    [
      'import',
      'module',
      `import { createSupconClient, settled } from '@supcon/sdk'; import { readImage } from '@supcon/sdk/node'; import { Transport } from '@supcon/sdk/parts'; ${SAYS}`,
    ],
    [
      'require',
      'commonjs',
      `const { createSupconClient, settled } = require('@supcon/sdk'); const { readImage } = require('@supcon/sdk/node'); const { Transport } = require('@supcon/sdk/parts'); ${SAYS}`,
    ],
  ] as const)('is there for %s', async (_, type, text) => {
    const project = path.join(packed.folder, type);
    await writeProject(project, type, { 'program.js': text });
    expect((await run(process.execPath, [path.join(project, 'program.js')])).stdout).toBe(SAID);
  });

  it.each([
    ['nodenext, as a module', 'module', 'nodenext', 'nodenext'],
    ['node16, as CommonJS', 'commonjs', 'node16', 'node16'],
    ['a bundler', 'module', 'esnext', 'bundler'],
  ] as const)('compiles strictly for %s', async (_, type, module, resolution) => {
    const project = path.join(packed.folder, `types-${module}`);
    await writeProject(project, type, { 'program.ts': PROGRAM, 'tsconfig.json': tsconfig(module, resolution) });
    const { stdout } = await run(process.execPath, [TSC, '-p', project]).catch((error: unknown) => error as { stdout: string });
    expect(stdout).toBe('');
  });

  it.each([
    ['all of it', `export * from '@supcon/sdk';`, 14.5],
    ['classify, embed and search', `export { createRecognise, Transport } from '@supcon/sdk/parts';`, 7],
    [
      'these with items and collections',
      `export { createCollections, createItems, createMany, createRecognise, Transport } from '@supcon/sdk/parts';`,
      9.5,
    ],
    ['one function', `export { settled } from '@supcon/sdk';`, 0.3],
  ])('in a browser, %s is small', async (_, entry, most) => {
    const entryFile = {
      name: 'entry',
      resolveId: (id: string) => (id === 'entry' ? path.join(packed.folder, 'entry.js') : null),
      load: (id: string) => (id.endsWith('entry.js') ? entry : null),
    };
    const bundle = await rolldown({ input: 'entry', plugins: [entryFile], platform: 'browser' });
    const { output } = await bundle.generate({ minify: true });
    expect(gzipSync(output[0].code).length / 1024).toBeLessThan(most);
    expect(output[0].imports).toEqual([]);
  });
});
