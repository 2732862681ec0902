import { expect, it } from 'vitest';
import { recordReporter } from './record-reporter.js';
import { createReporter } from './reporter.js';

it('keeps what is said, from before there is a place to keep it on, and shows it as before', () => {
  let now = 0;
  const [shown, kept]: [string[], string[]] = [[], []];
  const stderr = { write: (text: string) => shown.push(text) } as unknown as NodeJS.WritableStream;
  const { reporter, keep, into } = recordReporter(createReporter({ stderr, clock: () => now }), () => now);
  reporter.note('before');
  keep('for nobody');
  into((text) => kept.push(text));
  reporter.note('after');
  const task = reporter.task('Training', 100, 'steps');
  for (const done of [10, 20, 30]) {
    now += 6000;
    task.update(done, `epoch ${done}`);
  }
  task.stop();
  expect(kept).toEqual(['before', 'for nobody', 'after', 'Training: 20/100 steps, epoch 20, 48 s left']);
  expect(shown).toEqual(['before\n', 'after\n', 'Training: 20/100 steps, epoch 20, 48 s left\n']);
});

it('keeps the last thousand of what was said before', () => {
  const kept: string[] = [];
  const { keep, into } = recordReporter(createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream }));
  for (let line = 0; line < 1005; line++) keep(`${line}`);
  into((text) => kept.push(text));
  expect([kept.length, kept[0], kept.at(-1)]).toEqual([1000, '5', '1004']);
});
