import { resolve } from 'node:path';
import { preferredPrecision, type Engine, type Precision } from '@supcon/core';
import { RUN_FILES } from '@supcon/core/run/events';
import type { BroughtEncoder } from '../adopt/bring-encoder.js';
import type { Candidate } from './candidate.js';
import type { DataSet } from '../data/data-set.js';
import { DECODING, decodingOf, explainDecodingTrouble, decodingTrouble, type Decoding } from '@supcon/core/image';
import { TrainError } from '../errors.js';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { defaultName } from './artifact-name.js';
import { broughtConfig } from './brought-config.js';
import { createRun, runId, safeName, type Run, type RunConfig } from './run-folder.js';

/** How a new run begins. */
export interface NewRun {
  /** As `requireRunId` has it; no run may have it yet. Default: made of time, recipe and data. */
  readonly id?: string | undefined;
  readonly recipe: NamedRecipe;
  readonly data: string;
  /** Of the artifact, as `givenName` has it. Default: made of the data folder's name. */
  readonly name: string | undefined;
  readonly seed: number;
  readonly skipBad: boolean;
  /** A file or artifact folder whose weights the encoder starts from. */
  readonly init?: string | undefined;
  /** Repeatable to the bit on a GPU too. Default false. */
  readonly deterministic?: boolean;
  /** What it is tried for, where recipe `auto` begins it. */
  readonly candidate?: Candidate;
}

/** What a new run and one to go on with have in common. */
export interface StartSettings {
  readonly data: string;
  readonly recipe: NamedRecipe['recipe'];
  readonly seed: number;
  readonly skipBad: boolean;
  readonly deterministic: boolean;
  readonly decoding: Decoding;
}

/** The settings of a new run. */
export function fromScratch({ data, recipe, seed, skipBad, deterministic = false }: NewRun): StartSettings {
  return { data, recipe: recipe.recipe, seed, skipBad, deterministic, decoding: DECODING };
}

/** The settings of a run that goes on: what it was started with. */
export function fromRun({ config }: Run): StartSettings {
  return {
    data: config.data.root,
    recipe: config.recipe,
    seed: config.seed,
    skipBad: config.skipBad,
    deterministic: config.deterministic ?? false,
    // Also the split depends on it, by the pictures that are found to look alike.
    decoding: decodingOf(config),
  };
}

/** Makes the folder of a new run, with all that is needed to repeat it.
 * @param take see `createRun`.  @param brought the encoder that is used, where it is not one of ours.
 * @throws TrainError USAGE when the engine lacks the precision asked for. */
export async function beginRun(
  fresh: NewRun,
  options: { readonly home: string; readonly precision: Precision | 'auto' | undefined },
  data: DataSet,
  engine: Engine,
  take: (folder: string) => Promise<void>,
  brought?: BroughtEncoder,
): Promise<Run> {
  const wanted = options.precision ?? fresh.recipe.recipe.precision;
  if (wanted !== 'auto' && !engine.precisions.includes(wanted))
    throw new TrainError('USAGE', `${engine.device} cannot train in ${wanted}; use --precision ${engine.precisions.join(' or ')}`);
  const createdAt = new Date();
  const config: RunConfig = {
    formatVersion: 1,
    id: fresh.id ?? runId(createdAt, fresh.recipe.name, defaultName(data.name)),
    createdAt: createdAt.toISOString(),
    recipeName: fresh.recipe.name,
    recipe: fresh.recipe.recipe,
    data: {
      root: resolve(fresh.data),
      name: data.name,
      fingerprint: data.fingerprint,
      images: data.paths.length,
      labels: [...data.labels],
    },
    artifactName: fresh.name === undefined ? defaultName(data.name) : safeName(fresh.name),
    ...(fresh.init === undefined ? {} : { init: resolve(fresh.init) }),
    ...(brought === undefined ? {} : { brought: broughtConfig(brought) }),
    ...(fresh.candidate === undefined ? {} : { candidate: fresh.candidate }),
    seed: fresh.seed,
    skipBad: fresh.skipBad,
    ...(fresh.deterministic === true ? { deterministic: true } : {}),
    backend: engine.kind,
    device: engine.device,
    precision: wanted === 'auto' ? await preferredPrecision(engine) : wanted,
    decoding: data.decoding,
    node: process.version,
  };
  return createRun(options.home, config, {
    take,
    exactId: fresh.id !== undefined,
    ...(brought ? { files: new Map([[RUN_FILES.encoder, brought.adopted]]) } : {}),
  });
}

/** Checks that a run can be gone on with.
 * @throws TrainError BAD_RUN when the data or the engine are no longer what the run began with. */
export function goOnWith(run: Run, data: DataSet, engine: Engine): Run {
  const { config } = run;
  if (data.fingerprint !== config.data.fingerprint)
    throw new TrainError(
      'BAD_RUN',
      `the pictures in ${config.data.root} are not those that run ${config.id} began with: their fingerprint is ${data.fingerprint.slice(0, 16)}, the run's is ${config.data.fingerprint.slice(0, 16)}; they have changed since, or lie elsewhere. Give --data where they lie, or start a new run: supcon train --recipe ${config.recipeName} --data ${config.data.root}`,
    );
  if (data.decoding.version !== decodingOf(config).version)
    throw new TrainError(
      'BAD_RUN',
      `run ${config.id} began with pixels of decoding version ${decodingOf(config).version}, and here they would be of version ${data.decoding.version}: ${explainDecodingTrouble(decodingTrouble() ?? 'it does not work')}; supcon doctor says how to mend it; or start a new run.`,
    );
  if (!engine.precisions.includes(config.precision))
    throw new TrainError(
      'BAD_RUN',
      `run ${config.id} began in ${config.precision}, which ${engine.device} does not have. Start a new run.`,
    );
  return run;
}
