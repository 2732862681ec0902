import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';

const LIBRARY = 'libvk_swiftshader.so';
const USUAL_FOLDERS = [
  '/usr/lib/chromium',
  '/usr/lib/chromium-browser',
  '/usr/lib64/chromium-browser',
  '/opt/google/chrome',
  '/opt/chromium',
];

/**
 * The folder that holds SwiftShader, a Vulkan driver that computes on the CPU and comes with every Chromium and Chrome.
 * @param {NodeJS.ProcessEnv} env `SUPCON_SWIFTSHADER` names the folder; else the usual places and Playwright's cache are looked through
 * @param {readonly string[]} [usual]
 * @returns {{ folder: string } | { reason: string }}
 */
export function findSwiftShader(env, usual = USUAL_FOLDERS) {
  const named = env['SUPCON_SWIFTSHADER'];
  const candidates = named === undefined ? [...usual, ...playwrightFolders(env)] : [named];
  const folder = candidates.find((candidate) => existsSync(path.join(candidate, LIBRARY)));
  if (folder !== undefined) return { folder };
  return {
    reason: `no ${LIBRARY} in ${candidates.join(', ')}. Install Chromium (apt-get install -y chromium), or set SUPCON_SWIFTSHADER to the folder that holds it, or SUPCON_SWIFTSHADER=off to run on this machine's own GPU`,
  };
}

/** @param {NodeJS.ProcessEnv} env */
function playwrightFolders(env) {
  const cache = env['PLAYWRIGHT_BROWSERS_PATH'] ?? path.join(homedir(), '.cache', 'ms-playwright');
  if (!existsSync(cache)) return [];
  return readdirSync(cache).flatMap((name) => ['chrome-linux', 'chrome-linux64'].map((inside) => path.join(cache, name, inside)));
}
