import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { jobTitle } from './job-title.js';

const description = readFileSync(path.resolve(import.meta.dirname, '../../../../../packages/server/openapi/jobs.yaml'), 'utf8');
const kinds = [...description.matchAll(/^ {10}([a-z]+\.[a-z]+),$/gm)].map(([, kind]) => kind!);

it('has words for every kind that the API describes, and calls one of a newer version as it is spelled', () => {
  expect(kinds.length).toBeGreaterThan(9);
  for (const kind of kinds) expect(jobTitle({ kind, about: null }).title).toMatch(/^[A-Z]/);
  expect(jobTitle({ kind: 'some.thing', about: null })).toEqual({ title: 'some.thing' });
});

it('says what it works on', () => {
  expect(jobTitle({ kind: 'collections.copy', about: { collection: 'fruit', to: 'fruit-2' } })).toEqual({
    title: 'Copy fruit',
    detail: 'to fruit-2',
  });
  expect(jobTitle({ kind: 'collections.predict', about: { collection: 'fruit', model: 'm/2' } })).toEqual({
    title: 'Classify fruit',
    detail: 'with m/2',
  });
  expect(jobTitle({ kind: 'runs.train', about: { data: 'flowers', recipe: 'auto' } })).toEqual({
    title: 'Train on flowers',
    detail: 'recipe auto',
  });
});
