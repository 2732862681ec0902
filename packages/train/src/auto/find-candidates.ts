import { createHash } from 'node:crypto';
import { readRunFolder, type CandidateRole, type RunResult } from '@supcon/core/run';
import type { NamedRecipe } from '../recipe/load-recipe.js';
import { listRuns, openRun, type Run } from '../run/run-folder.js';
import { readResult } from '../run/read-result.js';
import type { Candidate } from '../run/candidate.js';

/** A run of an `auto` as it stands. */
export interface KnownCandidate {
  readonly run: Run;
  /** Undefined while it is not finished. */
  readonly result: RunResult | undefined;
  /** Its loss became no number: trained again it would do the same. */
  readonly diverged: boolean;
}

/** What makes two calls the same `auto`. */
export interface AutoSettings extends Pick<Candidate, 'minutes' | 'scratch'> {
  readonly fingerprint: string;
  readonly seed: number;
  /** Its parts as they are defined: of another version they may be others. */
  readonly recipes: readonly NamedRecipe[];
}

/** The name that the runs of one `auto` know each other by: the same pictures, seed, budget and recipes are the same `auto`, so that asking again goes on with it. */
export function autoId({ fingerprint, seed, minutes, scratch, recipes }: AutoSettings): string {
  return createHash('sha256')
    .update(JSON.stringify([fingerprint, seed, minutes, scratch, recipes.map(({ recipe }) => recipe)]))
    .digest('hex')
    .slice(0, 12);
}

/** The runs of an `auto`, by what they were tried for; of two, the newer. Runs that cannot be read are passed over: they are begun anew. */
export async function findCandidates(home: string, id: string): Promise<Map<CandidateRole, KnownCandidate>> {
  const found = new Map<CandidateRole, KnownCandidate>();
  for (const name of await listRuns(home)) {
    const run = await openRun(home, name).catch(() => undefined);
    if (run?.config.candidate?.of !== id) continue;
    const result = await readResult(run.folder, name).catch(() => undefined);
    const error = result ? undefined : (await readRunFolder(run.folder, Date.now()))?.error;
    found.set(run.config.candidate.role, { run, result, diverged: error?.code === 'DIVERGED' });
  }
  return found;
}
