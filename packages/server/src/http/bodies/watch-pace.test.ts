import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { watchPace } from './watch-pace.js';

describe('watchPace', () => {
  let size: number;
  let missed: number[];
  beforeEach(() => {
    vi.useFakeTimers();
    [size, missed] = [1_000_000, []];
  });
  afterEach(() => vi.useRealTimers());
  const watch = (rate: () => number) =>
    watchPace(
      () => size,
      rate,
      (by) => missed.push(by),
    );

  it('is content with exactly the rate, in every window', () => {
    watch(() => 100);
    for (let window = 0; window < 5; window++) {
      size += 500;
      vi.advanceTimersByTime(5000);
    }
    expect(missed).toEqual([]);
  });

  it('tells once of what falls behind, however much came before', () => {
    watch(() => 100);
    size = 5_000_000;
    vi.advanceTimersByTime(5000);
    size += 499;
    vi.advanceTimersByTime(30_000);
    expect(missed).toEqual([100]);
  });

  it('goes by the rate of the moment', () => {
    let rate = 0;
    watch(() => rate);
    vi.advanceTimersByTime(20_000);
    expect(missed).toEqual([]);
    rate = 1;
    vi.advanceTimersByTime(5000);
    expect(missed).toEqual([1]);
  });

  it('does not count a time in which the process stood still against the sender', () => {
    watch(() => 100);
    const now = performance.now();
    const clock = vi.spyOn(performance, 'now').mockReturnValue(now + 60_000);
    vi.advanceTimersByTime(5000);
    expect(missed).toEqual([]);
    clock.mockReturnValue(now + 65_000);
    vi.advanceTimersByTime(5000);
    expect(missed).toEqual([100]);
    clock.mockRestore();
  });

  it('gives what is small half a minute to come or to grow', () => {
    size = 0;
    watch(() => 100);
    vi.advanceTimersByTime(29_999);
    expect(missed).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(missed).toEqual([100]);
    missed = [];
    watch(() => 100);
    vi.advanceTimersByTime(5000);
    size = 64 * 1024;
    vi.advanceTimersByTime(5000);
    expect(missed).toEqual([]);
    vi.advanceTimersByTime(5000);
    expect(missed).toEqual([100]);
  });

  it('says nothing once it was ended', () => {
    watch(() => 100)();
    vi.advanceTimersByTime(60_000);
    expect(missed).toEqual([]);
  });
});
