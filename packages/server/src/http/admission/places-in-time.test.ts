import { describe, expect, it } from 'vitest';
import { createPicturePlaces, type PicturePlace } from './picture-places.js';
import { placesInTime, type PlaceLimits } from './places-in-time.js';
import { createServiceRate } from './service-rate.js';

const LIMITS: PlaceLimits = { most: 256, fewest: 64, queueMs: 800 };
const BATCH = 16;

/** Clients that ask again at once when they are answered, and soon when they are refused, of a server that does so many pictures a second, in batches, in their order.
 * @returns how long those that were let in took, milliseconds, and how many were done a second; both after ten seconds. */
function simulate(clients: number, perSecond: (seconds: number) => number, seconds: number): { took: number[]; done: number } {
  let now = 0;
  const rate = createServiceRate(() => now);
  const places = createPicturePlaces(
    () => placesInTime(LIMITS, rate),
    (taken) => rate.underWay(taken),
  );
  const queue: { readonly since: number; readonly place: PicturePlace }[] = [];
  let asking = clients;
  const took: number[] = [];
  let done = 0;
  while (now < 1000 * seconds) {
    for (let n = asking; n > 0; n--) {
      const place = places.take(`client ${n % 8}`);
      if (!place) continue;
      asking--;
      queue.push({ since: now, place });
    }
    const batch = queue.splice(0, BATCH);
    now += (1000 * Math.max(1, batch.length)) / perSecond(now / 1000);
    for (const { since, place } of batch) {
      rate.done(1);
      place.release();
      asking++;
      if (now > 10_000) {
        took.push(now - since);
        done++;
      }
    }
  }
  return { took: took.sort((a, b) => a - b), done: done / (seconds - 10) };
}

const percentile = (sorted: readonly number[], share: number): number => sorted[Math.floor(share * (sorted.length - 1))]!;

describe('placesInTime', () => {
  it('lets in as many as are done in time, however many ask, and none stands idle for it', () => {
    for (const perSecond of [120, 180, 300]) {
      const { took, done } = simulate(512, () => perSecond, 40);
      expect(percentile(took, 0.99)).toBeLessThan(900);
      expect(percentile(took, 0.5)).toBeGreaterThan(400);
      expect(done).toBeGreaterThan(0.98 * perSecond);
    }
  });

  it('refuses nobody where all are done in time, and never lets in more than the most', () => {
    const { took, done } = simulate(64, () => 300, 40);
    expect(percentile(took, 1)).toBeLessThan(300);
    expect(done).toBeGreaterThan(295);
    expect(percentile(simulate(512, () => 5000, 40).took, 0.5)).toBeGreaterThan(30);
    expect(placesInTime(LIMITS, { perSecond: 5000 })).toBe(256);
  });

  it('follows a server that becomes slower, and goes on with full batches on one that is very slow', () => {
    const { took } = simulate(512, (second) => (second < 20 ? 400 : 100), 60);
    expect(percentile(took, 0.9)).toBeLessThan(900);
    expect(placesInTime(LIMITS, { perSecond: 3 })).toBe(64);
    expect(placesInTime(LIMITS, { perSecond: undefined })).toBe(128);
  });
});
