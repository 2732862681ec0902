import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { z } from 'zod';
import { syncFolder, writeFileAtomic } from '@supcon/core/files';
import type { PhotoSet } from '@supcon/core/photos';
import { downloadFile } from '../download/download-file.js';
import { showDownload } from '../download/show-download.js';
import { TrainError } from '../errors.js';
import { dataFolder, downloadsFolder } from '../home.js';
import type { Reporter } from '../console/reporter.js';
import type { PublicDataSet } from './catalogue.js';
import { scanData } from './scan-data.js';
import { unpackTar } from './unpack-tar.js';
import { unpackZip } from './unpack-zip.js';

/** Written into a fetched folder when it is complete; its name begins with a dot, so that no scan sees it. */
export const RECEIPT = '.supcon-data.json';

const LEFTOVER_MS = 3_600_000;

const receiptSchema = z.object({
  version: z.literal(1),
  name: z.string(),
  url: z.string(),
  /** Of the archive as it came. */
  sha256: z.string(),
  bytes: z.int(),
  pictures: z.int(),
  /** By class, with the split before it where there is one: "train/cat". */
  counts: z.record(z.string(), z.int()),
  skipped: z.array(z.object({ path: z.string(), reason: z.string() })),
});

/** What is written beside fetched data: where it came from, and by what it is known again. */
export type DataReceipt = z.output<typeof receiptSchema>;

/** Where fetched data goes, and from which address it comes. */
export interface FetchDataOptions {
  readonly home: string;
  readonly reporter: Reporter;
  /** Instead of the catalogue's. */
  readonly sha256?: string | undefined;
  /** A mirror to take the archive from. */
  readonly url?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Where the data lies. */
export interface FetchedData {
  readonly folder: string;
  readonly receipt: DataReceipt;
  /** It was there already. */
  readonly reused: boolean;
}

/** Brings a public data set to `SUPCON_HOME/data/<name>`: downloads (going on where an earlier try stopped), checks, unpacks into a
 * folder beside it and renames that when it is complete. The archive is deleted then.
 * @throws TrainError BAD_DATA when something else has the folder's name; DOWNLOAD_FAILED, INTERRUPTED as `downloadFile`; DOWNLOAD_FAILED for an
 * archive that is damaged, unsafe or without pictures. */
export async function fetchData(set: PublicDataSet, options: FetchDataOptions): Promise<FetchedData> {
  const { home, reporter, signal, url = set.url } = options;
  const folder = join(dataFolder(home), set.name);
  const there = await readReceipt(folder);
  if (there) return { folder, receipt: there, reused: true };
  if (await exists(folder))
    throw new TrainError(
      'BAD_DATA',
      `${folder} is there and was not made by supcon data fetch (it has no ${RECEIPT}). Move it away, or train on it as it is: --data ${folder}`,
    );
  await removeLeftovers(home, set.name);
  const archive = join(downloadsFolder(home), `${set.name}.${set.format}`);
  const expected = options.sha256 ?? set.sha256;
  const download = await showDownload(set.name, reporter, (show) =>
    downloadFile({
      url,
      path: archive,
      sha256: expected,
      // A checksum of one's own is for a file of one's own.
      bytes: options.sha256 === undefined ? set.bytes : undefined,
      ...show,
      ...(signal ? { signal } : {}),
    }),
  );
  if (expected === undefined)
    reporter.note(
      `sha256 of what came: ${download.sha256}. No checksum is known for this archive; keep this one, and give it as --sha256 next time.`,
    );
  const temporary = join(dataFolder(home), `.${set.name}-${randomUUID()}`);
  await mkdir(temporary, { recursive: true });
  try {
    const skipped = await unpack(set, archive, temporary, reporter);
    const counts = countByFolder(await scanUnpacked(temporary, archive));
    const pictures = Object.values(counts).reduce((sum, count) => sum + count, 0);
    const receipt: DataReceipt = {
      version: 1,
      name: set.name,
      url,
      sha256: download.sha256,
      bytes: download.bytes,
      pictures,
      counts,
      skipped,
    };
    await writeFileAtomic(join(temporary, RECEIPT), `${JSON.stringify(receipt, null, 2)}\n`);
    await rename(temporary, folder);
    await syncFolder(dataFolder(home));
    await rm(archive, { force: true });
    return { folder, receipt, reused: false };
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    // A damaged archive would be found and refused again and again.
    if (error instanceof TrainError && error.code === 'DOWNLOAD_FAILED') await rm(archive, { force: true });
    throw error;
  }
}

/** @returns undefined for a folder that is not there or that was not fetched. */
export async function readReceipt(folder: string): Promise<DataReceipt | undefined> {
  const text = await readFile(join(folder, RECEIPT), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return receiptSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** Where the pictures of a class are fewer or more than the catalogue says. */
export function unexpectedCounts(set: PublicDataSet, { counts }: DataReceipt): readonly string[] {
  return [...new Set([...Object.keys(set.pictures), ...Object.keys(counts)])]
    .filter((folder) => set.pictures[folder] !== counts[folder])
    .map((folder) => `${folder} has ${counts[folder] ?? 0} pictures, ${set.pictures[folder] ?? 0} were expected`);
}

async function unpack(set: PublicDataSet, archive: string, folder: string, reporter: Reporter): Promise<DataReceipt['skipped']> {
  const skipped: DataReceipt['skipped'] = [];
  const total = Object.values(set.pictures).reduce((sum, count) => sum + count, 0);
  const task = reporter.task('Unpacking', total, 'pictures');
  try {
    await (set.format === 'zip' ? unpackZip : unpackTar)(archive, {
      folder,
      place: (path) => {
        const target = set.place(path);
        const reason = target === undefined ? undefined : set.broken.get(target);
        if (target === undefined || reason === undefined) return target;
        skipped.push({ path: target, reason });
        return undefined;
      },
      onFile: (files) => {
        task.update(Math.min(files, total));
      },
    });
  } finally {
    task.stop();
  }
  return skipped;
}

async function scanUnpacked(folder: string, archive: string): Promise<PhotoSet> {
  return scanData(folder).catch((cause: unknown) => {
    throw new TrainError('DOWNLOAD_FAILED', `${archive} does not hold the pictures it should: it has another layout`, { cause });
  });
}

function countByFolder({ photos }: PhotoSet): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { path } of photos) {
    const folder = path.slice(0, path.lastIndexOf('/'));
    counts[folder] = (counts[folder] ?? 0) + 1;
  }
  return counts;
}

/** Folders of unpackings that were killed. Younger ones may belong to a process at work. */
async function removeLeftovers(home: string, name: string): Promise<void> {
  for (const entry of await readdir(dataFolder(home)).catch(() => [])) {
    const path = join(dataFolder(home), entry);
    if (!entry.startsWith(`.${name}-`)) continue;
    const { mtimeMs } = await stat(path);
    if (Date.now() - mtimeMs > LEFTOVER_MS) await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
