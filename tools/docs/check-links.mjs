#!/usr/bin/env node
/** Says which links of the pages of the checkout lead nowhere in it; exit status 1 where one does.
 * usage: node tools/docs/check-links.mjs   (what `npx nx run tools:links` runs) */
import { execFileSync } from 'node:child_process';
import { findDeadLinks } from './find-dead-links.mjs';

const pages = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.md'], { encoding: 'utf8' })
  .trim()
  .split('\n');
const dead = pages.flatMap((page) => findDeadLinks(page).map(({ line, target, why }) => `${page}:${line}: ${target}: ${why}`));
if (dead.length > 0) {
  process.stderr.write(`${dead.join('\n')}\n`);
  process.exitCode = 1;
} else {
  process.stdout.write(`${pages.length} pages, and no link leads nowhere\n`);
}
