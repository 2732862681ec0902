import { describe, expect, it } from 'vitest';
import { nextOpen, progressOf, standingDecisions, undo, withdraw, type Decision, type ReviewLog } from './review-log.js';

const decide = (picture: string, label?: string): Decision => ({
  picture,
  given: 'a',
  verdict: label === undefined ? { kind: 'skip' } : { kind: 'label', label },
});
const PICTURES = ['1', '2', '3'];

describe('the decisions about a picture', () => {
  it('stand by the last one, and undoing brings back the one before', () => {
    const log: ReviewLog = [decide('1', 'b'), decide('2'), decide('1', 'c')];
    expect(standingDecisions(log).get('1')!.verdict).toEqual({ kind: 'label', label: 'c' });
    const once = undo(log)!;
    expect(once.undone).toBe(log[2]);
    expect(standingDecisions(once.log).get('1')!.verdict).toEqual({ kind: 'label', label: 'b' });
    expect(undo([])).toBeUndefined();
  });

  it('are all taken back by withdrawing', () => {
    expect(withdraw([decide('1', 'b'), decide('2'), decide('1', 'c')], '1')).toEqual([decide('2')]);
  });
});

it('counts each picture once, and none of another queue', () => {
  expect(progressOf(PICTURES, [decide('1', 'b'), decide('1', 'c'), decide('2'), decide('other', 'b')])).toEqual({
    decided: 1,
    skipped: 1,
    open: 1,
  });
});

describe('the next picture', () => {
  it('is the one behind that nothing was decided on, and then the first', () => {
    expect(nextOpen(PICTURES, [], undefined)).toBe('1');
    expect(nextOpen(PICTURES, [decide('1', 'b'), decide('2')], '1')).toBe('3');
    expect(nextOpen(PICTURES, [decide('3', 'b')], '3')).toBe('1');
  });

  it('is none where all are decided on, or only the one that is looked at is left', () => {
    expect(
      nextOpen(
        PICTURES,
        PICTURES.map((picture) => decide(picture)),
        '2',
      ),
    ).toBeUndefined();
    expect(nextOpen(PICTURES, [decide('1'), decide('2')], '3')).toBeUndefined();
  });
});
