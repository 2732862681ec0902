import { expect, it } from 'vitest';
import { seededNumbers } from './seeded-numbers.js';
import { thumbnailPlaces } from './thumbnail-places.js';

const random = seededNumbers(5);
const points = Array.from({ length: 200 }, (_, at) => ({ at, left: random() * 600, top: random() * 400 }));

it('never lets two pictures overlap, and fills the map', () => {
  const places = thumbnailPlaces(points, 48);
  expect(places.length).toBeGreaterThan(30);
  for (const a of places)
    for (const b of places) if (a !== b) expect(Math.max(Math.abs(a.left - b.left), Math.abs(a.top - b.top))).toBeGreaterThanOrEqual(48);
});

it('draws a picture at its own point, and the chosen one in any case', () => {
  const places = thumbnailPlaces(points, 48, 17);
  expect(places).toContainEqual(points[17]);
  for (const place of places) expect(place).toEqual(points[place.at]);
  expect(
    thumbnailPlaces(
      [
        { at: 3, left: 1, top: 1 },
        { at: 4, left: 24, top: 24 },
      ],
      48,
    ),
  ).toEqual([{ at: 4, left: 24, top: 24 }]);
  expect(thumbnailPlaces([], 48)).toEqual([]);
});
