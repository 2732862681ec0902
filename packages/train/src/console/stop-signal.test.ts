import { EventEmitter } from 'node:events';
import { describe, expect, it } from 'vitest';
import { listenForStop } from './stop-signal.js';

describe('listenForStop', () => {
  it('asks for a stop at the first signal and ends at the second, of either kind', () => {
    const source = new EventEmitter();
    const calls: string[] = [];
    const stop = listenForStop(
      () => calls.push('first'),
      () => calls.push('now'),
      source,
    );
    expect(stop.requested).toBe(false);
    source.emit('SIGINT');
    expect([stop.requested, ...calls]).toEqual([true, 'first']);
    source.emit('SIGTERM');
    expect(calls).toEqual(['first', 'now']);
    stop.dispose();
    expect(source.listenerCount('SIGINT') + source.listenerCount('SIGTERM')).toBe(0);
  });
});
