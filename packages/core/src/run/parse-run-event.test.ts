import { describe, expect, it } from 'vitest';
import { parseRunEvent } from './parse-run-event.js';
import { runEventSchema } from './run-event.js';

describe('parseRunEvent', () => {
  it.each([undefined, null, 1, 'epoch', [], {}, { type: 7 }, [{ type: 'epoch' }]])('takes %j for no event', (value) => {
    expect(parseRunEvent(value)).toBeUndefined();
  });

  it('keeps fields of newer versions, and leaves out those of another shape', () => {
    const line = { time: '2026-01-01T00:00:00Z', type: 'epoch', epoch: 3, loss: 2, knn: 'high', learningRate: null, mood: 'good' };
    expect(parseRunEvent(line)).toEqual({ time: '2026-01-01T00:00:00Z', type: 'epoch', epoch: 3, loss: 2, mood: 'good' });
    expect(parseRunEvent({ type: 'start', time: 'yesterday', images: { train: 1 }, recipe: 'quick' })).toEqual({
      type: 'start',
      recipe: 'quick',
    });
  });

  it('keeps a selection, and one that names no choice as unknown', () => {
    const scores = { linear: 0.9, knn: 0.8 };
    const candidates = [{ run: 'a', role: 'probe', validation: scores, test: scores, epochs: 0, seconds: 3 }];
    const line = { type: 'selection', chosen: 'a', reason: 'alone', artifact: 'photos/1', candidates };
    expect(parseRunEvent(line)).toEqual(line);
    expect(parseRunEvent({ type: 'selection', candidates })).toMatchObject({ type: 'unknown' });
  });

  it('calls the contrastive term contrastive, whichever version wrote it', () => {
    expect(parseRunEvent({ type: 'epoch', epoch: 1, supcon: 2 })).toEqual({ type: 'epoch', epoch: 1, contrastive: 2 });
    expect(parseRunEvent({ type: 'epoch', epoch: 1, contrastive: 2 })).toEqual({ type: 'epoch', epoch: 1, contrastive: 2 });
  });

  it.each([
    ['of another version', { time: '2026-01-01T00:00:00Z', type: 'cooled', by: 3 }],
    ['without what it is about', { type: 'epoch', loss: 2 }],
    ['of a name that every object has', { type: 'constructor' }],
  ])('keeps an event %s whole', (_, line) => {
    const event = parseRunEvent(line);
    expect(event).toMatchObject({ type: 'unknown', original: line });
    expect(runEventSchema.safeParse(event).success).toBe(true);
    // Read once more, by whoever got it from a server.
    expect(parseRunEvent(JSON.parse(JSON.stringify(event)))).toEqual(event);
  });
});
