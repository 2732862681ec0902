import { expect, it } from 'vitest';
import { partReporter } from './part-reporter.js';
import { createReporter } from './reporter.js';

it('says which part a task belongs to, and how long all of it will take', () => {
  let milliseconds = 0;
  const lines: string[] = [];
  const stderr = { write: (text: string) => lines.push(text) } as unknown as NodeJS.WritableStream;
  const reporter = partReporter(createReporter({ stderr, clock: () => milliseconds }), { number: 2, of: 3, after: 60 });
  const task = reporter.task('Training', 100, 'steps');
  milliseconds = 20_000;
  task.update(50, 'epoch 1/2');
  expect(lines).toEqual(['Training (2/3): 50/100 steps, epoch 1/2, 20 s left, 1 min 20 s in all\n']);
  const last = partReporter(createReporter({ stderr, clock: () => milliseconds }), { number: 3, of: 3 }).task('Training', 100, 'steps');
  milliseconds = 40_000;
  last.update(50);
  expect(lines.at(-1)).toBe('Training (3/3): 50/100 steps, 20 s left\n');
});
