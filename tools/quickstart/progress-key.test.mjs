import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { progressKey, recipesFor } from './progress-key.mjs';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
const key = (/** @type {Partial<Parameters<typeof progressKey>[0]>} */ changes = {}) =>
  progressKey({ root, fingerprint: 'f', name: 'photos', recipe: 'auto', minutes: undefined, ...changes });

describe('recipesFor', () => {
  it.each([
    ['the sample', {}, ['quick']],
    ['photos of one’s own', { data: 'photos' }, ['auto', 'custom']],
    ['photos with a budget, which only auto has', { data: 'photos', minutes: 9 }, ['auto']],
    ['a recipe that was named', { data: 'photos', recipe: 'paper' }, ['paper']],
  ])('%s', (_, given, recipes) => {
    expect(recipesFor({ data: undefined, recipe: undefined, minutes: undefined, ...given })).toEqual(recipes);
  });
});

describe('progressKey', () => {
  it('changes with the photos, the name, the recipe and the budget, and with nothing else', () => {
    const all = [
      key(),
      key({ fingerprint: 'g' }),
      key({ name: 'other' }),
      key({ recipe: 'custom' }),
      key({ recipe: 'probe' }),
      key({ minutes: 9 }),
    ];
    expect(new Set(all).size).toBe(all.length);
    expect(key()).toBe(key());
  });

  it('is what earlier versions wrote for a recipe that is a file, so that what they trained is found', () => {
    // sha256 of "f\n" and the text of a recipe that is not there.
    expect(key({ recipe: 'missing' })).toBe('photos missing 092fcfbbcfca3b5b');
  });
});
