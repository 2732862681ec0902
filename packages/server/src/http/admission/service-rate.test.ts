import { describe, expect, it } from 'vitest';
import { createServiceRate } from './service-rate.js';

/** A clock by hand, milliseconds, and the rate that follows it. */
function make() {
  const clock = { ms: 1000 };
  return { clock, rate: createServiceRate(() => clock.ms) };
}

describe('createServiceRate', () => {
  it('says nothing before there was work for half a second', () => {
    const { clock, rate } = make();
    expect(rate.perSecond).toBeUndefined();
    clock.ms += 60_000;
    rate.underWay(3);
    rate.done(1);
    clock.ms += 400;
    expect(rate.perSecond).toBeUndefined();
    clock.ms += 400;
    expect(rate.perSecond).toBeGreaterThan(0);
  });

  it('comes to a steady rate, leaves pauses out, and follows a change within seconds', () => {
    const { clock, rate } = make();
    const work = (seconds: number, perSecond: number): void => {
      rate.underWay(1);
      for (let n = 0; n < seconds * perSecond; n++) {
        clock.ms += 1000 / perSecond;
        rate.done(1);
      }
      rate.underWay(0);
    };
    work(10, 50);
    expect(rate.perSecond).toBeCloseTo(50, -0.5);
    clock.ms += 3_600_000;
    expect(rate.perSecond).toBeCloseTo(50, -0.5);
    work(10, 400);
    expect(rate.perSecond).toBeGreaterThan(390);
    expect(rate.perSecond).toBeLessThan(402);
  });

  it('is the exponentially weighted mean that a sum over all of the past gives', () => {
    const { clock, rate } = make();
    const events: { readonly at: number; readonly count: number }[] = [];
    rate.underWay(1);
    const begun = clock.ms;
    for (let n = 1; n < 40; n++) {
      clock.ms += (n * 37) % 211;
      rate.done((n * 13) % 7);
      events.push({ at: clock.ms, count: (n * 13) % 7 });
    }
    const weight = (at: number): number => Math.exp(-(clock.ms - at) / 2000);
    let seconds = 0;
    for (let ms = begun; ms < clock.ms; ms++) seconds += weight(ms + 0.5) / 1000;
    expect(rate.perSecond).toBeCloseTo(events.reduce((sum, { at, count }) => sum + weight(at) * count, 0) / seconds, 3);
  });
});
