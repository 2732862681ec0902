import { existsSync } from 'node:fs';

const USUAL_PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome-stable',
  '/usr/bin/google-chrome',
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * The browser of this machine: SUPCON_CHROMIUM, or where one usually lies.
 * @param {NodeJS.ProcessEnv} [env]
 * @param {(file: string) => boolean} [exists]
 * @returns {string}
 */
export function findChromium(env = process.env, exists = existsSync) {
  const wanted = env['SUPCON_CHROMIUM'];
  if (wanted !== undefined && wanted !== '') {
    if (!exists(wanted)) throw new Error(`SUPCON_CHROMIUM is ${wanted}, where nothing lies`);
    return wanted;
  }
  const found = USUAL_PLACES.find(exists);
  if (found === undefined) {
    throw new Error(
      `the browser tests need Chromium, found in none of ${USUAL_PLACES.join(', ')}. ` +
        'Install it: apt-get update && apt-get install -y chromium; or name one: SUPCON_CHROMIUM=/path/to/chromium',
    );
  }
  return found;
}
