import type { RunEvent } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { runStages } from './run-stages.js';

const at = (second: number): string => new Date(Date.UTC(2026, 10, 24) + second * 1000).toISOString();
const now = Date.parse(at(100));
const start: RunEvent = { type: 'start', time: at(0), stage1Epochs: 4 };
const epoch = (number: number, time: string): RunEvent => ({ type: 'epoch', time, epoch: number, epochs: 4 });

const states = (events: RunEvent[], status: Parameters<typeof runStages>[1]) =>
  runStages(events, status, now).map(({ state, progress, seconds }) => [state, progress, seconds]);

it('says of a probe that its encoder is kept as it came', () => {
  const [encoder] = runStages(
    [
      { type: 'start', time: at(0), stage1Epochs: 0, loss: 'none' },
      { type: 'stage2', time: at(5) },
    ],
    'running',
    now,
  );
  expect(encoder).toMatchObject({ detail: 'kept as it came', state: 'done' });
});

it.each<[string, RunEvent[], Parameters<typeof runStages>[1], unknown[]]>([
  [
    'nothing yet',
    [],
    'running',
    [
      ['running', 0, undefined],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'a start',
    [start],
    'running',
    [
      ['running', 0, 100],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'half of the epochs',
    [start, epoch(2, at(40))],
    'running',
    [
      ['running', 0.5, 100],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'the last epoch',
    [start, epoch(4, at(80))],
    'running',
    [
      ['done', 1, 80],
      ['running', 0, 20],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'stage 2',
    [start, epoch(4, at(80)), { type: 'stage2', time: at(90), l2: 0.1 }],
    'running',
    [
      ['done', 1, 80],
      ['done', 1, 10],
      ['running', 0, 10],
    ],
  ],
  [
    'a result',
    [start, epoch(4, at(80)), { type: 'stage2', time: at(90) }, { type: 'result', time: at(95) }],
    'finished',
    [
      ['done', 1, 80],
      ['done', 1, 10],
      ['done', 1, 5],
    ],
  ],
  [
    'a stop',
    [start, epoch(2, at(40)), { type: 'stopped', time: at(50) }],
    'stopped',
    [
      ['stopped', 0.5, 50],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'an error',
    [start, epoch(2, at(40)), { type: 'failed', time: at(50), code: 'NOT_FINITE', message: 'NaN' }],
    'failed',
    [
      ['failed', 0.5, 50],
      ['waiting', 0, undefined],
      ['waiting', 0, undefined],
    ],
  ],
  [
    'silence in stage 2',
    [start, epoch(4, at(80))],
    'stalled',
    [
      ['done', 1, 80],
      ['stalled', 0, 0],
      ['waiting', 0, undefined],
    ],
  ],
])('after %s', (_, events, status, expected) => {
  expect(states(events, status)).toEqual(expected);
});

it('says what each stage is about', () => {
  const [first, second] = runStages([start, epoch(4, at(80)), { type: 'stage2', time: at(90), l2: 0.1 }], 'running', now);
  expect(first!.detail).toBe('epoch 4 of 4');
  expect(second!.detail).toBe('L2 strength 0.1, chosen on validation');
});
