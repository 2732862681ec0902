import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { hashFile } from './hash-file.mjs';
import { readJson } from './read-json.mjs';
import { writeFileAtomic } from './write-file-atomic.mjs';

/**
 * Compiled addons, kept for the next checkout and for switching between Node versions. The key holds everything that decides whether a
 * binary fits, and the caller still loads it once before trusting it.
 * @param {{ cacheHome: string, name: string, version: string, variant: string }} options `variant`: Node ABI or what else it was built against
 */
export function addonCache({ cacheHome, name, version, variant }) {
  const folder = path.join(cacheHome, 'addons', `${name}-${version}-${variant}-${process.platform}-${process.arch}-${libc()}`);
  const binary = path.join(folder, 'addon.node');
  const record = path.join(folder, 'addon.json');
  return {
    /**
     * @param {string} target where the package expects it
     * @returns {Promise<boolean>} false when there is nothing to restore, or it is damaged
     */
    async restore(target) {
      const known = readJson(record);
      if (typeof known !== 'object' || known === null || !('sha256' in known) || !existsSync(binary)) return false;
      if ((await hashFile(binary)) !== known.sha256) return false;
      copyInto(binary, target);
      return true;
    },
    /** @param {string} built */
    async store(built) {
      rmSync(record, { force: true });
      copyInto(built, binary);
      writeFileAtomic(record, `${JSON.stringify({ name, version, variant, sha256: await hashFile(binary) }, null, 2)}\n`);
    },
  };
}

/**
 * A running process may have the old file mapped, so it is replaced, never overwritten.
 * @param {string} from
 * @param {string} to
 */
function copyInto(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  const temporary = `${to}.${process.pid}.tmp`;
  copyFileSync(from, temporary);
  renameSync(temporary, to);
}

function libc() {
  // The network part of a report looks up host names, which can take seconds.
  Object.assign(process.report, { excludeNetwork: true });
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined ? 'system' : `glibc${header.glibcVersionRuntime}`;
}
