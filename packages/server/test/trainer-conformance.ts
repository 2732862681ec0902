import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import type { NewTraining, Trainer, TrainingOrder, TrainingReport } from '../src/domain/trainer.js';

/** A trainer and what it can be asked to train on. A training of 40 epochs takes so long that it can be stopped in the middle. */
export interface TrainerBench {
  readonly trainer: Trainer;
  /** Folders of photos: of several classes, and of one alone. */
  readonly photos: string;
  readonly oneClass: string;
  /** A recipe that there is. */
  readonly recipe: string;
}

const NEVER = new AbortController().signal;

/** What every Trainer must do. */
export function describeTrainer(name: string, fresh: () => Promise<TrainerBench>): void {
  describe(`${name} as a Trainer`, () => {
    let bench: TrainerBench;
    beforeEach(async () => {
      bench = await fresh();
    });
    const start = (changes: Partial<NewTraining> = {}): TrainingOrder => {
      const nothing = { name: undefined, seed: undefined, minutes: undefined };
      return { start: { ...nothing, run: 'r-1', data: bench.photos, recipe: bench.recipe, epochs: 40, skipBad: false, ...changes } };
    };
    const resume = (run = 'r-1'): TrainingOrder => ({ resume: run, data: bench.photos });
    /** Trains, and stops when an epoch is finished. @returns the epochs that were reported. */
    const train = async (order: TrainingOrder, { stopAt = Infinity, how = 'stop' }: { stopAt?: number; how?: 'stop' | 'leave' } = {}) => {
      const reports: TrainingReport[] = [];
      const stop = new AbortController();
      const signals = { stop: NEVER, leave: NEVER, [how]: stop.signal };
      const outcome = await bench.trainer
        .train(order, signals, (report) => {
          reports.push(report);
          if (report.epoch >= stopAt) stop.abort();
        })
        .catch((error: unknown) => error);
      return { reports, outcome };
    };

    it('trains to the end, telling the run at once, each epoch, and what came of it', async () => {
      await bench.trainer.requireAvailable();
      const { reports, outcome } = await train(start({ epochs: 3 }));
      expect(outcome).toMatchObject({ run: 'r-1', epoch: 3, epochs: 3, artifact: expect.stringMatching(/^\w+\/1$/) as string });
      expect(reports[0]).toMatchObject({ run: 'r-1', epoch: 0, evaluating: false, artifact: undefined });
      expect([...new Set(reports.map(({ epoch }) => epoch))]).toEqual([0, 1, 2, 3]);
      expect(reports.at(-1)).toEqual(outcome);
    });

    it.each(['stop', 'leave'] as const)('saves when it is told to %s, and goes on from there', async (how) => {
      const broken = await train(start(), { stopAt: 2, how });
      expect(broken.outcome).toMatchObject({ name: 'TrainingFailure', code: 'INTERRUPTED' });
      const last = broken.reports.at(-1)!.epoch;
      expect(last).toBeLessThan(40);
      const { reports, outcome } = await train(resume());
      expect(outcome).toMatchObject({ run: 'r-1', epoch: 40 });
      const epochs = reports.map(({ epoch }) => epoch).filter((epoch) => epoch > 0);
      expect(Math.min(...epochs)).toBeGreaterThanOrEqual(last);
    });

    it('does not begin when it has been told to stop', async () => {
      expect(
        await bench.trainer.train(start(), { stop: AbortSignal.abort(), leave: NEVER }, () => undefined).catch((error: unknown) => error),
      ).toMatchObject({
        code: 'INTERRUPTED',
      });
    });

    it('trains a run once at a time', async () => {
      const stop = new AbortController();
      const reported: TrainingReport[] = [];
      const first = bench.trainer
        .train(start({ epochs: 10_000 }), { stop: stop.signal, leave: NEVER }, (report) => reported.push(report))
        .catch((error: unknown) => error);
      while (reported.length === 0) await sleep(5);
      expect((await train(resume())).outcome).toMatchObject({ name: 'TrainingFailure', code: 'RUN_IN_USE' });
      stop.abort();
      expect(await first).toMatchObject({ code: 'INTERRUPTED' });
      const { reports, outcome } = await train(resume(), { stopAt: 0 });
      expect([reports[0]!.run, (outcome as { code: string }).code]).toEqual(['r-1', 'INTERRUPTED']);
    });

    it('says why it cannot train, without telling where things lie', async () => {
      const { outcome, reports } = await train(start({ data: bench.oneClass }));
      expect(outcome).toMatchObject({ name: 'TrainingFailure', code: 'BAD_DATA', message: expect.stringMatching(/class/) as string });
      expect((outcome as Error).message).not.toMatch(/(^|[^\w])\//);
      expect(reports).toEqual([]);
      expect((await train(resume('none'))).outcome).toMatchObject({ name: 'TrainingFailure', code: 'NOT_FOUND' });
    });
  });
}
