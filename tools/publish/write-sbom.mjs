#!/usr/bin/env node
/** Writes what each package needs while it runs, from package-lock.json: a CycloneDX document a package in dist/sbom. `npm sbom` does it for a whole repository only: asked of a workspace, it leaves
 * out what others need too.
 * usage: node tools/publish/write-sbom.mjs   (what `npx nx run tools:sbom` runs) */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { readJson } from '../setup/read-json.mjs';

/** @typedef {{ name?: string, version: string, license?: string, integrity?: string }} LockEntry */

const to = 'dist/sbom';
mkdirSync(to, { recursive: true });
const lock = /** @type {{ packages: Record<string, LockEntry> }} */ (readJson('package-lock.json'));
for (const name of readdirSync('packages')) {
  const { version } = /** @type {{ version: string }} */ (readJson(path.join('packages', name, 'package.json')));
  const components = neededBy(name).map(componentOf);
  const document = {
    ...{ $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json', bomFormat: 'CycloneDX', specVersion: '1.5', version: 1 },
    metadata: {
      component: {
        type: 'library',
        'bom-ref': `@supcon/${name}@${version}`,
        name: `@supcon/${name}`,
        version,
        purl: purlOf(`@supcon/${name}`, version),
      },
    },
    components,
  };
  const file = path.join(to, `${name}.cdx.json`);
  writeFileSync(file, `${JSON.stringify(document, null, 2)}\n`);
  const silent = components.filter(({ licenses }) => licenses === undefined).map((one) => one.name);
  process.stdout.write(
    `${file}: ${components.length} packages${silent.length === 0 ? '' : `; their package.json names no licence: ${silent.join(', ')}`}\n`,
  );
}

/**
 * @param {string} name of a folder of packages/
 * @returns {string[]} folders of node_modules, as the lock file names them
 */
function neededBy(name) {
  const args = ['ls', '--all', '--parseable', '--omit', 'dev', '--package-lock-only', '--workspace', `packages/${name}`];
  const folders = execFileSync('npm', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 })
    .trim()
    .split('\n');
  return folders.map((folder) => path.relative('.', folder)).filter((folder) => lock.packages[folder]?.integrity !== undefined);
}

/** @param {string} folder */
function componentOf(folder) {
  const entry = /** @type {LockEntry} */ (lock.packages[folder]);
  const name = entry.name ?? folder.slice(folder.lastIndexOf('node_modules/') + 'node_modules/'.length);
  const { version, license, integrity = '' } = entry;
  const [, digest = ''] = integrity.split('sha512-');
  return {
    ...{ type: 'library', 'bom-ref': folder, name, version, purl: purlOf(name, version) },
    ...(license === undefined ? {} : { licenses: [{ expression: license }] }),
    ...(digest === '' ? {} : { hashes: [{ alg: 'SHA-512', content: Buffer.from(digest, 'base64').toString('hex') }] }),
  };
}

/** @param {string} name @param {string} version */
function purlOf(name, version) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}
