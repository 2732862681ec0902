import { expect, it } from 'vitest';
import { shownVerdict, shownWindow, timesChance } from './verdict.js';

it('has a word and a colour for every verdict', () => {
  const words = (['ok', 'watch', 'alarm', 'fewPictures', 'noReference'] as const).map((verdict) => shownVerdict(verdict).word);
  expect(new Set(words).size).toBe(5);
  expect([shownVerdict('alarm').color, shownVerdict('watch').color, shownVerdict('ok').color]).toEqual(['red', 'yellow', 'teal']);
});

it.each([
  [{ distance: 0.6, byChance: 0.2 }, 3],
  [{ distance: 0, byChance: 0.2 }, 0],
  [{ distance: null, byChance: 0.2 }, undefined],
  [{ distance: 0.6, byChance: null }, undefined],
  [{ distance: 0.6, byChance: 0 }, undefined],
])('%o lies so many times farther than by chance', (measure, times) => {
  if (times === undefined) expect(timesChance(measure)).toBeUndefined();
  else expect(timesChance(measure)).toBeCloseTo(times);
});

it('says how many pictures are looked at', () => {
  const window = { pictures: 1, since: null, until: null, mostPictures: 500, mostHours: 24 };
  expect(shownWindow(window)).toBe('1 picture so far; the last 500 of 24 hours count.');
  expect(shownWindow({ ...window, pictures: 0 })).toMatch(/^No picture was classified yet/);
  expect(shownWindow({ ...window, mostPictures: 0 })).toMatch(/^Nothing is followed/);
});
