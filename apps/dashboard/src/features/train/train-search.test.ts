import { expect, it } from 'vitest';
import { parseTrainSearch, withRecipe } from './train-search.js';

it('reads what is to be trained and how', () => {
  expect(parseTrainSearch({ data: 'flowers', minutes: 2.5 })).toEqual({ data: 'flowers', minutes: 2.5 });
  expect(parseTrainSearch({ data: 'pets', check: true })).toEqual({ data: 'pets', check: true });
  expect(parseTrainSearch({ check: 'maybe' })).toEqual({});
  expect(parseTrainSearch({ recipe: 'custom' })).toEqual({ recipe: 'custom' });
});

it.each([0, -1, 20_000, 'soon', Number.NaN])('takes %s for no time', (minutes) =>
  expect(parseTrainSearch({ data: 'flowers', minutes })).toEqual({ data: 'flowers' }),
);

it('passes over what is no recipe', () => {
  expect(parseTrainSearch({ recipe: '../up', data: {} })).toEqual({});
  expect(parseTrainSearch({ recipe: 'auto' })).toEqual({});
});

it('changes the recipe and keeps the rest', () => {
  expect(withRecipe({ data: 'a', recipe: 'custom' }, 'auto')).toEqual({ data: 'a' });
  expect(withRecipe({ data: 'a' }, 'custom')).toEqual({ data: 'a', recipe: 'custom' });
});
