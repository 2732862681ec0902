import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** A training that is going on, whose lines a test writes itself. */
export function handWrittenRun(home: string, id: string) {
  const folder = path.join(home, 'runs', id);
  const log = path.join(folder, 'metrics.jsonl');
  const write = (event: Readonly<Record<string, unknown>>): void => {
    appendFileSync(log, `${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`);
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(
    path.join(folder, 'config.json'),
    JSON.stringify({ formatVersion: 1, id, seed: 7, recipe: { stage1: { loss: 'supcon' } } }),
  );
  write({
    type: 'start',
    recipe: 'hand',
    data: 'few',
    backend: 'native',
    precision: 'float32',
    stage1Epochs: 10,
    loss: 'supcon',
    labels: ['a', 'b'],
  });
  return {
    write,
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
        learningRate: 0.05,
        imagesPerSecond: 200,
        etaSeconds: 60 - 6 * epoch,
        ...(epoch % 3 === 0 ? { knn: 0.5 + epoch / 100 } : {}),
      }),
  };
}
