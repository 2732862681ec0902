import { randomBytes } from 'node:crypto';
import { ServerError } from '../domain/errors.js';

/** The kind of job that trains. */
export const TRAIN = 'runs.train';

/** The recipe that is several, each part a run of its own. */
const AUTO = 'auto';

/** What a training is asked for with. */
export interface TrainingRequest {
  /** Name of a folder in `SUPCON_HOME/data`. */
  readonly data: string;
  /** Of a built-in recipe, or `auto`, the default. */
  readonly recipe?: string | undefined;
  /** Of the artifact. Default: made of the data's name. */
  readonly name?: string | undefined;
  readonly seed?: number | undefined;
  /** That recipe `auto` may take. */
  readonly minutes?: number | undefined;
  /** Instead of the recipe's. */
  readonly epochs?: number | undefined;
  /** Goes on without files that cannot be read. Default false. */
  readonly skipBad?: boolean | undefined;
}

/** What such a job is told. */
export type TrainPayload = {
  readonly data: string;
  readonly recipe: string | null;
  /** Of a new training, the id that its run gets: it is known before the run is there, so that a job that is begun again finds what it had begun. null where the recipe
   * begins several. Of one that goes on, the run. */
  readonly run: string | null;
  readonly isResumed: boolean;
  readonly name: string | null;
  readonly seed: number | null;
  readonly minutes: number | null;
  readonly epochs: number | null;
  readonly skipBad: boolean;
};

/** openapi says the same. A recipe of one's own is a file, and no file is named over HTTP. */
const RECIPE_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const ARTIFACT_NAME = /^[a-z0-9][a-z0-9-]{0,63}$/;
const MOST_SEED = 2 ** 32 - 1;
const MOST_MINUTES = 7 * 24 * 60;
const MOST_EPOCHS = 100_000;

/** What a new training's job is told. @param now when it is asked for. @throws ServerError BAD_REQUEST. */
export function planTraining(request: TrainingRequest, now: Date): TrainPayload {
  const { data, recipe = AUTO, name = null, seed = null, minutes = null, epochs = null, skipBad = false } = request;
  if (!RECIPE_NAME.test(recipe))
    throw new ServerError(
      'BAD_REQUEST',
      `recipe: ${show(recipe)} is no name of a built-in recipe; supcon recipes lists them, and auto is the default`,
    );
  if (name !== null && !ARTIFACT_NAME.test(name))
    throw new ServerError('BAD_REQUEST', `name: ${show(name)} cannot be one; use lower-case letters, digits and dashes, at most 64`);
  requireNumber('seed', seed, 0, MOST_SEED);
  requireNumber('epochs', epochs, 1, MOST_EPOCHS);
  if (minutes !== null && !(minutes > 0 && minutes <= MOST_MINUTES))
    throw new ServerError('BAD_REQUEST', `minutes: expected more than 0 and at most ${MOST_MINUTES}, got ${minutes}`);
  if (recipe === AUTO && epochs !== null)
    throw new ServerError('BAD_REQUEST', `epochs: recipe ${AUTO} decides that itself, within minutes; leave one of the two out`);
  if (recipe !== AUTO && minutes !== null)
    throw new ServerError('BAD_REQUEST', `minutes: it is for recipe ${AUTO} alone; give epochs, or leave recipe out`);
  const run = recipe === AUTO ? null : newRunId(now, recipe, data);
  return { data, recipe, run, isResumed: false, name, seed, minutes, epochs, skipBad };
}

/** What the job of a training that goes on is told. */
export function planResume(run: string, data: string): TrainPayload {
  return { ...{ data, recipe: null, run, isResumed: true }, ...{ name: null, seed: null, minutes: null, epochs: null, skipBad: false } };
}

/** As the trainer names its runs, with something behind it that no other run has. */
function newRunId(now: Date, recipe: string, data: string): string {
  const stamp = now.toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-');
  const safe = data
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 32);
  return [stamp, recipe, ...(safe === '' ? [] : [safe]), randomBytes(3).toString('hex')].join('-');
}

function requireNumber(name: string, value: number | null, least: number, most: number): void {
  if (value !== null && !(Number.isInteger(value) && value >= least && value <= most))
    throw new ServerError('BAD_REQUEST', `${name}: expected a whole number from ${least} to ${most}, got ${value}`);
}

function show(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}...` : text);
}
