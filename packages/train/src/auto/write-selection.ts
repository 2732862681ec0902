import { readRunEvents, type RunEventOf } from '@supcon/core/run';
import type { Reporter } from '../console/reporter.js';
import { createRunLog } from '../loop/run-log.js';
import type { Run } from '../run/run-folder.js';
import { holdLog, takeRun } from '../run/run-hold.js';

/** What a run's log says of the selection that it was part of, if that was made. */
export async function readSelection({ folder }: Run): Promise<RunEventOf<'selection'> | undefined> {
  return (await readRunEvents(folder)).findLast((event) => event.type === 'selection');
}

/** Ends the log of every run with what stands beside it and which was chosen, so that each of them tells the whole.
 * @throws TrainError RUN_IN_USE where another process has one of them. */
export async function writeSelection(runs: readonly Run[], selection: RunEventOf<'selection'>, reporter: Reporter): Promise<void> {
  const silent: Reporter = { ...reporter, event: () => undefined };
  for (const { folder } of runs) {
    const hold = await takeRun(folder);
    try {
      holdLog(createRunLog(folder, silent), hold).write(selection);
    } finally {
      hold.release();
    }
  }
  reporter.event({ ...selection, time: new Date().toISOString() });
}
