import { appendFileSync, mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const HOUR_MS = 3_600_000;

/** A training that is going on, whose lines a test writes itself.
 * @param loss as a recipe names it. */
export function handWrittenRun(home: string, id: string, loss = 'supcon') {
  const folder = path.join(home, 'runs', id);
  const log = path.join(folder, 'metrics.jsonl');
  const write = (event: Readonly<Record<string, unknown>>): void => {
    appendFileSync(log, `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ formatVersion: 1, id, seed: 7, recipe: { stage1: { loss } } }));
  write({
    type: 'start',
    recipe: 'hand',
    data: 'few',
    backend: 'native',
    precision: 'float32',
    stage1Epochs: 10,
    loss,
    labels: ['a', 'b'],
  });
  return {
    write,
    /** Leaves the file of a process of another machine that has held the run and given no sign for an hour. */
    fallSilent: (): void => {
      const owner = path.join(folder, 'owner.json');
      const since = new Date(Date.now() - 2 * HOUR_MS).toISOString();
      writeFileSync(owner, JSON.stringify({ formatVersion: 1, id: 'hand', host: 'ada', pid: 4711, since }));
      utimesSync(owner, new Date(Date.now() - HOUR_MS), new Date(Date.now() - HOUR_MS));
    },
    /** Ends the run as a training does: the file first, then the line. */
    finish: (result: Readonly<Record<string, unknown>>): void => {
      writeFileSync(path.join(folder, 'result.json'), JSON.stringify(result));
      write({ type: 'result', ...result });
    },
    /** What a training of 10 epochs writes at the end of one. */
    writeEpoch: (epoch: number): void =>
      write({
        type: 'epoch',
        stage: 1,
        epoch,
        epochs: 10,
        loss: 5 - epoch / 4,
        ...termsOf(loss, 5 - epoch / 4),
        learningRate: 0.05,
        imagesPerSecond: 200,
        etaSeconds: 60 - 6 * epoch,
        ...(epoch % 3 === 0 ? { knn: 0.5 + epoch / 100 } : {}),
      }),
  };
}

/** The terms of a loss, whose sum it is: a quarter is the classifier's where there are two. */
function termsOf(loss: string, sum: number): { contrastive?: number; crossEntropy?: number } {
  if (loss === 'cross-entropy') return { crossEntropy: sum };
  return loss.endsWith('+cross-entropy') ? { contrastive: (3 * sum) / 4, crossEntropy: sum / 4 } : { contrastive: sum };
}
