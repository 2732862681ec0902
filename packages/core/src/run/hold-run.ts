import { readFileSync, unlinkSync } from 'node:fs';
import path from 'node:path';
import { startHeartbeat } from './heartbeat.js';
import { takeOwnerFile, type FoundOwner } from './owner-file.js';
import { RUN_FILES } from './run-files.js';
import type { RunOwner } from './run-owner.js';

/** A run that this process holds: nobody else trains it meanwhile. */
export interface HeldRun {
  readonly owner: RunOwner;
  /** Whether it still does. An owner that could not be asked, on another machine, may have had its file removed by a person, and another process the run since:
   * to be looked at before anything of the run is written. */
  readonly isHeld: () => boolean;
  /** Gives it back; at the exit of the process at the latest, unless that is killed. Twice does nothing. */
  readonly release: () => void;
}

/** Takes a run for this process, with a heartbeat, until it is released.
 * @returns `other`: who has it. */
export async function holdRun(runFolder: string): Promise<{ readonly held: HeldRun } | { readonly other: FoundOwner }> {
  const file = path.join(runFolder, RUN_FILES.owner);
  const outcome = await takeOwnerFile(file);
  if ('other' in outcome) return outcome;
  const owner = outcome.taken;
  const stopBeating = startHeartbeat(file, owner.id);
  const isHeld = (): boolean => {
    try {
      return readFileSync(file, 'utf8').includes(owner.id);
    } catch {
      return false;
    }
  };
  let released = false;
  const release = (): void => {
    if (released) return;
    released = true;
    process.off('exit', release);
    stopBeating();
    if (!isHeld()) return;
    try {
      unlinkSync(file);
    } catch {
      // A folder that is gone, or cannot be written any more: a dead owner is recognised as such.
    }
  };
  process.on('exit', release);
  return { held: { owner, isHeld, release } };
}
