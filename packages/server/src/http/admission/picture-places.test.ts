import { describe, expect, it } from 'vitest';
import { createPicturePlaces, type PicturePlace } from './picture-places.js';

describe('createPicturePlaces', () => {
  it('gives one client three quarters, and what is left to others, whose shares shrink as there are more of them', () => {
    const places = createPicturePlaces(16);
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
    const places = createPicturePlaces(2);
    const [one, other] = [places.take('a'), places.take('b')];
    expect(places.take('c')).toBeUndefined();
    one!.release();
    one!.release();
    expect(places.taken).toBe(1);
    expect(places.take('c')).toBeDefined();
    other!.release();
    expect(places.taken).toBe(1);
  });
});
