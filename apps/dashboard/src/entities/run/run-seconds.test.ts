import type { RunSummary } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { runSeconds } from './run-seconds.js';

const at = (minute: number): string => new Date(Date.UTC(2026, 10, 24, 2, minute)).toISOString();
const now = Date.parse(at(30));

const runs: RunSummary[] = [
  { id: 'r3', status: 'running', updatedAt: at(29), startedAt: at(20) },
  { id: 'r2', status: 'finished', updatedAt: at(9), startedAt: at(5), result: { seconds: 240 } },
  { id: 'r1', status: 'finished', updatedAt: at(4), startedAt: at(0), result: { seconds: 241 } },
  { id: 'r0', status: 'stopped', updatedAt: at(2), startedAt: at(1) },
];

it('counts a running run up to now, a stopped one to its last report', () => {
  expect(runs.map((run) => runSeconds(run, now))).toEqual([600, 240, 241, 60]);
  expect(runSeconds({ id: 'x', status: 'running', updatedAt: at(1) }, now)).toBeUndefined();
});
