import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a set-up says in a checkout, and where there is none. */
const COMMANDS = /** @type {const} */ ([
  ['npm run setup -- ', 'npx supcon setup '],
  ['npm run doctor -- ', 'npx supcon doctor '],
  ['npm ci --ignore-scripts && npm run setup && npm run build', 'npm install --ignore-scripts && npx supcon setup'],
  ['npm ci --ignore-scripts && npm run setup', 'npm install --ignore-scripts && npx supcon setup'],
  ['npm run setup', 'npx supcon setup'],
  ['npm run doctor', 'npx supcon doctor'],
]);

/**
 * Copies the scripts of the set-up for people who have no checkout: without tests, and with the commands that they have.
 * @param {string} from
 * @param {string} to
 */
export function copySetup(from, to) {
  const files = readdirSync(from, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.(mjs|json|py)$/.test(file) && !/\.test\.mjs$|fake-machine/.test(file),
  );
  for (const file of files) {
    mkdirSync(path.dirname(path.join(to, file)), { recursive: true });
    writeFileSync(path.join(to, file), spoken(readFileSync(path.join(from, file), 'utf8')));
  }
}

/** @param {string} text */
function spoken(text) {
  return COMMANDS.reduce((said, [here, there]) => said.replaceAll(here, there), text);
}
