#!/usr/bin/env node
/** Lays a package out as it is published, below dist/packages: what its `files` names, its licence, what comes from elsewhere in the checkout, and a package.json without what only a checkout needs.
 * usage: node tools/publish/stage-package.mjs packages/server   (what `npx nx run server:stage` runs) */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { whyStale } from '../build/source-stamp.mjs';
import { readJson } from '../setup/read-json.mjs';
import { copySetup } from './copy-setup.mjs';
import { packFolder } from './pack-folder.mjs';
import { publishedManifest } from './published-manifest.mjs';

const project = process.argv[2];
if (project === undefined || !existsSync(path.join(project, 'package.json')))
  fail('usage: node tools/publish/stage-package.mjs <folder of a package>', 2);
const stale = whyStale(project);
if (stale !== undefined) fail(`${project}/dist: ${stale}. Build it first: node tools/build/build-package.mjs ${project}`);

const staged = path.join('dist/packages', path.basename(project));
unpack(project, staged);
for (const add of WHAT_COMES_ALONG()[path.basename(project)] ?? []) add(staged);
cpSync('LICENSE', path.join(staged, 'LICENSE'));
const manifest = /** @type {import('./published-manifest.mjs').Manifest} */ (readJson(path.join(project, 'package.json')));
writeFileSync(path.join(staged, 'package.json'), `${JSON.stringify(publishedManifest(manifest), null, 2)}\n`);
process.stdout.write(`${staged}\n`);

/** @returns {Record<string, ((to: string) => void)[]>} by package */
function WHAT_COMES_ALONG() {
  return {
    // `supcon setup` and `supcon doctor`.
    train: [(to) => copySetup('tools/setup', path.join(to, 'setup'))],
    server: [
      (to) => {
        if (!existsSync('apps/dashboard/dist/index.html')) fail('apps/dashboard/dist is not there. Build it first: npx nx build dashboard');
        cpSync('apps/dashboard/dist', path.join(to, 'dashboard'), { recursive: true });
      },
    ],
  };
}

/** What npm itself would pack. @param {string} from @param {string} to */
function unpack(from, to) {
  rmSync(to, { recursive: true, force: true });
  mkdirSync(to, { recursive: true });
  const folder = mkdtempSync(path.join(path.dirname(to), '.packed-'));
  try {
    const { tarball } = packFolder(from, folder);
    execFileSync('tar', ['-xzf', tarball, '-C', to, '--strip-components=1']);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @param {string} message @param {number} [status] @returns {never} */
function fail(message, status = 1) {
  process.stderr.write(`${message}\n`);
  process.exit(status);
}
