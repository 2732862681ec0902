import { describe, expect, it } from 'vitest';
import { createPicturePlaces, type PicturePlace } from './picture-places.js';

describe('createPicturePlaces', () => {
  it('gives one client three quarters, and what is left to others, whose shares shrink as there are more of them', () => {
    const places = createPicturePlaces(() => 16);
    const take = (client: string): PicturePlace[] => {
      const taken: PicturePlace[] = [];
      for (let place = places.take(client); place; place = places.take(client)) taken.push(place);
      return taken;
    };
    const greedy = take('a');
    expect(greedy).toHaveLength(12);
    expect(take('b')).toHaveLength(4);
    expect(places.taken).toBe(16);
    // It has more than half of three quarters: what it gives back goes to the other.
    for (const place of greedy.splice(0, 4)) place.release();
    expect(places.take('a')).toBeUndefined();
    expect(take('b')).toHaveLength(2);
    expect(take('c')).toHaveLength(2);
  });

  it('gives everybody one, and takes each back once', () => {
    const places = createPicturePlaces(() => 2);
    const [one, other] = [places.take('a'), places.take('b')];
    expect(places.take('c')).toBeUndefined();
    one!.release();
    one!.release();
    expect(places.taken).toBe(1);
    expect(places.take('c')).toBeDefined();
    other!.release();
    expect(places.taken).toBe(1);
  });

  it('gives the places of many pictures together or not at all, counts them to the share, and takes back what is not needed', () => {
    const places = createPicturePlaces(() => 16);
    expect(places.take('a', 17)).toBeUndefined();
    // Whoever has none gets those of one request, even beyond the share.
    const first = places.take('a', 14)!;
    expect([places.taken, places.take('a'), places.take('b', 3)]).toEqual([14, undefined, undefined]);
    first.keep(5);
    first.keep(9);
    expect([first.count, places.taken]).toEqual([5, 5]);
    expect(places.take('a', 8)).toBeUndefined();
    const second = places.take('a', 7)!;
    expect(places.take('b', 4)).toBeDefined();
    first.release();
    second.release();
    expect([second.count, places.taken]).toEqual([0, 4]);
    expect(places.take('a', 12)).toBeDefined();
  });
});
