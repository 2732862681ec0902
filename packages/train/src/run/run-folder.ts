import { mkdir, readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { decodingSchema, onnxEncoderSchema } from '@supcon/core/artifact';
import { writeFileAtomic } from '@supcon/core/files';
import { readOwner, RUN_FILES } from '@supcon/core/run';
import { candidateSchema } from './candidate.js';
import { TrainError } from '../errors.js';
import { didYouMean } from '../recipe/did-you-mean.js';
import { preprocessingSchema } from '../recipe/preprocessing-schema.js';
import { recipeSchema } from '../recipe/recipe-schema.js';
import { runsFolder } from '../home.js';
import { describeHolder } from './describe-holder.js';

export const runConfigSchema = z.object({
  formatVersion: z.literal(1),
  id: z.string(),
  createdAt: z.string(),
  recipeName: z.string(),
  recipe: recipeSchema,
  data: z.object({ root: z.string(), name: z.string(), fingerprint: z.string(), images: z.int(), labels: z.array(z.string()) }),
  artifactName: z.string(),
  /** Weights that the encoder started from. */
  init: z.string().exactOptional(),
  /** Of a run whose encoder was brought as an ONNX file: what is known of it, how its pictures are made ready, and the sha256 of `encoder.onnx` in the run's folder. */
  brought: z
    .object({
      encoder: onnxEncoderSchema,
      preprocessing: preprocessingSchema.pick({ mean: true, std: true }),
      imageSize: z.int(),
      sha256: z.string(),
    })
    .exactOptional(),
  /** Of a run that recipe `auto` began. */
  candidate: candidateSchema.exactOptional(),
  seed: z.int(),
  skipBad: z.boolean(),
  /** Whether a GPU was asked for results that can be repeated to the bit. */
  deterministic: z.boolean().exactOptional(),
  backend: z.string(),
  device: z.string(),
  precision: z.enum(['float32', 'bfloat16']),
  /** The way from files to pixels; without it the first one (`decodingOf`). */
  decoding: decodingSchema.exactOptional(),
  node: z.string(),
});

/** Everything needed to repeat a run: `config.json`. */
export type RunConfig = z.output<typeof runConfigSchema>;

/** A folder in `runs/` with its configuration. */
export interface Run {
  readonly folder: string;
  readonly config: RunConfig;
}

/** The run with its pictures in another place. @param root absolute. */
export function withData(run: Run, root: string): Run {
  return { ...run, config: { ...run.config, data: { ...run.config.data, root } } };
}

/** A new run's id: when, recipe, data; ids sort by time. */
export function runId(createdAt: Date, recipe: string, data: string): string {
  const stamp = createdAt.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  return `${stamp}-${safeName(recipe)}-${safeName(data)}`;
}

/** A run's id that somebody gave, which names its folder. @throws TrainError USAGE. */
export function requireRunId(id: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(id)) return id;
  throw new TrainError(
    'USAGE',
    `--run-id '${id.slice(0, 140)}' cannot be one; use letters, digits, dot, dash and underscore, a letter or digit first, at most 128 characters`,
  );
}

/** Lower-case letters, digits and dashes: what folders, collections and addresses take. */
export function safeName(name: string): string {
  const safe = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '');
  return safe === '' ? 'data' : safe;
}

/** What a new run's folder begins with. */
export interface NewRunFolder {
  /** Called with the folder before there is a run in it that anybody else could find. */
  readonly take?: (folder: string) => Promise<void>;
  /** That the run cannot do without, by name. */
  readonly files?: ReadonlyMap<string, Uint8Array>;
  /** Whether the run has this id or none. Default false: a number is added where two runs begin in one second. */
  readonly exactId?: boolean;
}

/** Creates the run's folder. @throws TrainError USAGE where there is a run of an exact id already, and what `take` throws. */
export async function createRun(
  home: string,
  config: RunConfig,
  { take, files = new Map<string, Uint8Array>(), exactId = false }: NewRunFolder = {},
): Promise<Run> {
  const { id, folder } = exactId ? await ownFolder(home, config.id) : await freeFolder(home, config.id);
  await take?.(folder);
  // Asked when it is held: a process that was killed before it wrote its configuration leaves the folder, and no run in it.
  if (exactId && (await exists(join(folder, RUN_FILES.config))))
    throw new TrainError('USAGE', `there is a run '${id}' already; go on with it: supcon train --resume ${id}`);
  for (const [name, bytes] of files) await writeFileAtomic(join(folder, name), bytes);
  const own = { ...config, id };
  await writeFileAtomic(join(folder, RUN_FILES.config), `${JSON.stringify(own, null, 2)}\n`);
  return { folder, config: own };
}

async function ownFolder(home: string, id: string): Promise<{ id: string; folder: string }> {
  const folder = join(runsFolder(home), id);
  await mkdir(folder, { recursive: true });
  return { id, folder };
}

async function freeFolder(home: string, wanted: string): Promise<{ id: string; folder: string }> {
  await mkdir(runsFolder(home), { recursive: true });
  for (let attempt = 1; ; attempt++) {
    const id = attempt === 1 ? wanted : `${wanted}-${attempt}`;
    const folder = join(runsFolder(home), id);
    try {
      await mkdir(folder);
      return { id, folder };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

/** @throws TrainError NOT_FOUND with the closest id; BAD_RUN for a config that cannot be read. */
export async function openRun(home: string, id: string): Promise<Run> {
  const folder = join(runsFolder(home), id);
  const path = join(folder, RUN_FILES.config);
  const text = id.includes('/') || id.includes('\\') ? undefined : await readFile(path, 'utf8').catch(() => undefined);
  if (text === undefined) {
    const ids = await listRuns(home);
    throw new TrainError('NOT_FOUND', `no run is called '${id}' in ${runsFolder(home)}.${didYouMean(id, ids)} ${describeRuns(ids)}`);
  }
  let config;
  try {
    config = runConfigSchema.safeParse(JSON.parse(text));
  } catch (cause) {
    throw new TrainError('BAD_RUN', `${path} is not JSON; the run cannot be used`, { cause });
  }
  if (!config.success) throw new TrainError('BAD_RUN', `${path} does not describe a run:\n${z.prettifyError(config.error)}`);
  return { folder, config: config.data };
}

/** The newest run that has no result yet and that nobody trains.
 * @param onSkipped is told of every newer one that somebody has, in words.
 * @throws TrainError NOT_FOUND when every run is finished; RUN_IN_USE when somebody has each of the others. */
export async function latestUnfinishedRun(home: string, onSkipped: (sentence: string) => void = () => undefined): Promise<Run> {
  const ids = await listRuns(home);
  const inUse: string[] = [];
  for (const id of ids.reverse()) {
    const folder = join(runsFolder(home), id);
    if (await exists(join(folder, RUN_FILES.result))) continue;
    const found = readOwner(join(folder, RUN_FILES.owner), Date.now());
    if (!found || found.life === 'dead') {
      inUse.forEach(onSkipped);
      return openRun(home, id);
    }
    inUse.push(describeHolder(id, folder, found, Date.now()));
  }
  if (inUse.length > 0) throw new TrainError('RUN_IN_USE', inUse.join('\n'));
  throw new TrainError('NOT_FOUND', `no unfinished run lies in ${runsFolder(home)}; start one with supcon train --recipe quick --data DIR`);
}

/** Ids of all runs, oldest first. */
export async function listRuns(home: string): Promise<string[]> {
  const entries = await readdir(runsFolder(home), { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map((entry) => entry.name)
    .sort();
}

function describeRuns(ids: readonly string[]): string {
  return ids.length === 0 ? 'There are none yet.' : `There are: ${ids.slice(-10).join(', ')}`;
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
