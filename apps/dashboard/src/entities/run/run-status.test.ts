import { readFileSync } from 'node:fs';
import type { RunStatus } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { isOver, RUN_STATUSES, runNotice } from './run-status.js';

const RESUME = 'node packages/train/bin/supcon.mjs train --resume r-1';
const notice = (status: RunStatus, fields: object = {}) => runNotice({ id: 'r-1', status, ...fields });

it('knows every status of the API description, and has a colour for each', () => {
  const description = JSON.parse(readFileSync(new URL('../../../../../packages/sdk/openapi.json', import.meta.url), 'utf8')) as {
    components: { schemas: { RunStatus: { enum: string[] } } };
  };
  expect([...RUN_STATUSES].sort()).toEqual([...description.components.schemas.RunStatus.enum].sort());
  const css = readFileSync(new URL('StatusBadge.module.css', import.meta.url), 'utf8');
  const tones = RUN_STATUSES.map((status) => new RegExp(`\\[data-status='${status}'\\] \\{\\s*--tone: (#\\w+)`).exec(css)?.[1]);
  expect(tones).not.toContain(undefined);
  expect(new Set(tones).size).toBe(RUN_STATUSES.length);
});

it('takes a run for over where nobody trains it, so that a stalled one is still listened to', () => {
  expect(RUN_STATUSES.filter(isOver)).toEqual(['finished', 'stopped', 'failed']);
});

describe('runNotice', () => {
  it('advises to resume exactly where that helps', () => {
    const advising = RUN_STATUSES.filter((status) =>
      JSON.stringify(notice(status, { error: { code: 'X', message: 'x' } }) ?? '').includes('--resume'),
    );
    expect(advising).toEqual(['stopped', 'stalled']);
    expect(notice('stopped')?.command).toBe(RESUME);
    expect(notice('stalled')?.command).toBe(RESUME);
  });

  it('says nothing of a run that trains or is finished', () => {
    expect(notice('running')).toBeUndefined();
    expect(notice('finished')).toBeUndefined();
  });

  it('says what a failed run ended with, in the words of its error', () => {
    const error = { code: 'NOT_FINITE', message: 'the loss is NaN at step 12; lower stage1.learningRate' };
    expect(notice('failed', { error })).toEqual({ color: 'red', title: 'Failed: NOT_FINITE', text: error.message });
    expect(notice('failed')).toEqual({ color: 'red', title: 'Failed', text: 'Its log does not say why.' });
  });

  it('says who holds a stalled run, where it is known', () => {
    expect(notice('stalled', { owner: { host: 'ada', pid: 4711, since: '2026-11-24T00:00:00Z' } })?.text).toContain('Process 4711 on ada');
    expect(notice('stalled')?.text).toContain('may have been killed');
  });
});
