import { basename, join } from 'node:path';
import { holdRun, readOwner, RUN_FILES, type Transcript } from '@supcon/core/run';
import type { CheckpointStore } from '../checkpoint/checkpoint-store.js';
import { TrainError } from '../errors.js';
import type { RunLog } from '../loop/run-log.js';
import { describeHolder } from './describe-holder.js';

/** A run that this process trains and no other one. */
export interface RunHold {
  /** To be asked before anything of the run is written. @throws TrainError RUN_IN_USE when the run was taken away meanwhile. */
  readonly assertHeld: () => void;
  readonly isHeld: () => boolean;
  readonly release: () => void;
}

/** Takes a run, until it is released or the process ends. @throws TrainError RUN_IN_USE with who has it. */
export async function takeRun(runFolder: string): Promise<RunHold> {
  const id = basename(runFolder);
  const outcome = await holdRun(runFolder);
  if ('other' in outcome) throw new TrainError('RUN_IN_USE', describeHolder(id, runFolder, outcome.other, Date.now()));
  const { held } = outcome;
  return {
    assertHeld: () => {
      if (held.isHeld()) return;
      const found = readOwner(join(runFolder, RUN_FILES.owner), Date.now());
      throw new TrainError(
        'RUN_IN_USE',
        found
          ? `this process was taken for dead: ${describeHolder(id, runFolder, found, Date.now())}`
          : `${join(runFolder, RUN_FILES.owner)} was removed while run ${id} was being trained, so another process may have begun to; go on with: supcon train --resume ${id}`,
      );
    },
    isHeld: held.isHeld,
    release: held.release,
  };
}

/** A log that is written only while the run is held. */
export function holdLog(log: RunLog, hold: RunHold): RunLog {
  return {
    write: (event) => {
      hold.assertHeld();
      log.write(event);
    },
  };
}

/** A transcript that is written only while the run is held; what is said after that belongs to no run. */
export function holdTranscript(transcript: Transcript, hold: RunHold): Transcript {
  return {
    write: (text) => {
      if (hold.isHeld()) transcript.write(text);
    },
  };
}

/** Checkpoints that are written only while the run is held. */
export function holdCheckpoints(store: CheckpointStore, hold: RunHold): CheckpointStore {
  return {
    ...store,
    save: async (...parts) => {
      hold.assertHeld();
      await store.save(...parts);
    },
    saveWeights: async (...parts) => {
      hold.assertHeld();
      await store.saveWeights(...parts);
    },
  };
}
