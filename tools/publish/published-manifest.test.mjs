import { readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readJson } from '../setup/read-json.mjs';
import { publishedManifest } from './published-manifest.mjs';

const packages = path.resolve(import.meta.dirname, '../../packages');
/** @type {(name: string) => import('./published-manifest.mjs').Manifest} */
const manifestOf = (name) =>
  /** @type {import('./published-manifest.mjs').Manifest} */ (readJson(path.join(packages, name, 'package.json')));

it('leaves out what only a checkout needs, and nothing else', () => {
  const manifest = {
    ...{
      name: 'a',
      version: '1.0.0',
      private: true,
      nx: {},
      devDependencies: {},
      scripts: {},
      files: ['dist'],
      dependencies: { b: '^1.0.0' },
    },
    exports: { '.': { 'supcon-source': './src/index.ts', types: './dist/index.d.ts', default: './dist/index.js' }, './x.json': './x.json' },
  };
  expect(publishedManifest(manifest)).toEqual({
    ...{ name: 'a', version: '1.0.0', dependencies: { b: '^1.0.0' } },
    exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' }, './x.json': './x.json' },
  });
});

it.each(readdirSync(packages))('finds in %s what a published package says of itself', (name) => {
  const published = publishedManifest(manifestOf(name));
  expect(published).toMatchObject({
    ...{ license: 'Apache-2.0', description: expect.stringMatching(/\w+ \w+/), version: expect.stringMatching(/^\d+\.\d+\.\d+/) },
    ...{ engines: { node: '>=20.19' }, exports: { './package.json': './package.json' } },
  });
  expect(JSON.stringify(published)).not.toMatch(/src\/|workspace:|"file:/);
  // Its neighbours by version, so that npm finds them.
  const dependencies = Object.entries(/** @type {Record<string, string>} */ (published['dependencies'] ?? {}));
  for (const [needed, range] of dependencies.filter(([needed]) => needed.startsWith('@supcon/')))
    expect([needed, range]).toEqual([needed, `^${String(manifestOf(needed.replace('@supcon/', ''))['version'])}`]);
});
