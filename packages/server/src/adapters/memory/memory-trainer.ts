import { TrainingFailure, type Trainer, type TrainingOrder, type TrainingReport } from '../../domain/trainer.js';

/** What a training in memory is to do. */
export interface MemoryTrainings {
  /** Where an order does not say. */
  readonly epochs: number;
  /** Waits between epochs. */
  readonly pause: () => Promise<void>;
  /** Why the photos of a folder cannot be trained on; undefined where they can. */
  readonly refuse: (data: string) => { readonly code: string; readonly message: string } | undefined;
  /** Finished epochs by run, as checkpoints keep them. */
  readonly checkpoints: Map<string, number>;
  /** Runs that are being trained: each once. */
  readonly held: Set<string>;
}

/** Trains nothing, epoch after epoch: the plainest reading of the port, which use cases are tested on. */
export function createMemoryTrainer({ epochs: usual, pause, refuse, checkpoints, held }: MemoryTrainings): Trainer {
  let named = 0;
  const asked = new Map<string, number>();
  const runOf = (order: TrainingOrder): string => ('resume' in order ? order.resume : (order.start.run ?? `auto-${++named}`));
  return {
    requireAvailable: () => Promise.resolve(),
    check: (data) => {
      const refused = refuse(data);
      if (refused) return Promise.reject(new TrainingFailure(refused.code, refused.message));
      return Promise.resolve({ ok: true, files: 0, bad: 0, classes: [], copies: { exact: 0, near: 0 }, findings: [] });
    },
    train: async (order, { stop, leave }, onReport) => {
      const run = runOf(order);
      const refused = refuse('resume' in order ? order.data : order.start.data);
      if (refused) throw new TrainingFailure(refused.code, refused.message);
      if (held.has(run)) throw new TrainingFailure('RUN_IN_USE', `run ${run} is being trained`);
      if ('resume' in order && !checkpoints.has(run)) throw new TrainingFailure('NOT_FOUND', `no run is called ${run}`);
      held.add(run);
      if ('start' in order) asked.set(run, order.start.epochs ?? usual);
      const epochs = asked.get(run) ?? usual;
      try {
        let report: TrainingReport = {
          ...{ run, epochs, epoch: checkpoints.get(run) ?? 0 },
          ...{ etaSeconds: undefined, evaluating: false, artifact: undefined },
        };
        checkpoints.set(run, report.epoch);
        for (;;) {
          onReport(report);
          await pause();
          if (stop.aborted || leave.aborted)
            throw new TrainingFailure('INTERRUPTED', `stopped in epoch ${report.epoch + 1}; nothing is lost`);
          if (report.epoch >= epochs) break;
          const epoch = report.epoch + 1;
          report = { ...report, epoch, etaSeconds: epochs - epoch, evaluating: epoch === epochs };
          checkpoints.set(run, epoch);
        }
        report = { ...report, etaSeconds: undefined, artifact: 'memory/1' };
        onReport(report);
        return report;
      } finally {
        held.delete(run);
      }
    },
  };
}
