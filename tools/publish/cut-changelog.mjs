#!/usr/bin/env node
/** Gives what is unreleased in CHANGELOG.md a version and a day, before `nx release`.
 * usage: node tools/publish/cut-changelog.mjs 0.2.0 */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { writeFileAtomic } from '../setup/write-file-atomic.mjs';

/**
 * @param {string} text of CHANGELOG.md
 * @param {string} version
 * @param {string} day YYYY-MM-DD
 * @returns {string}
 * @throws Error where the version is none or is there already, or nothing is unreleased
 */
export function cutChangelog(text, version, day) {
  if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) throw new Error(`${JSON.stringify(version)} is no version; give one such as 0.2.0`);
  if (text.includes(`## ${version} `)) throw new Error(`CHANGELOG.md has ${version} already`);
  const [, before, unreleased] = /^([\s\S]*?## Unreleased\n)([\s\S]*?)(?=\n## |$(?![\s\S]))/.exec(text) ?? [];
  if (before === undefined || unreleased === undefined || unreleased.trim() === '')
    throw new Error('CHANGELOG.md has nothing below Unreleased');
  return `${before}\n## ${version} (${day})\n${unreleased}${text.slice(before.length + unreleased.length)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const text = readFileSync('CHANGELOG.md', 'utf8');
  writeFileAtomic('CHANGELOG.md', cutChangelog(text, process.argv[2] ?? '', new Date().toISOString().slice(0, 10)));
}
