import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { contrastiveLossName, lossName } from './loss-name.js';

// The API description names every loss there is.
const description = JSON.parse(readFileSync(new URL('../../../../../packages/sdk/openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: { RunStartEvent: { properties: { loss: { examples: string[] } } } } };
};
const losses = description.components.schemas.RunStartEvent.properties.loss.examples;

it.each([
  ['supcon', 'SupCon', 'SupCon loss'],
  ['triplet', 'Triplet', 'Triplet loss'],
  ['nt-xent', 'NT-Xent', 'NT-Xent loss'],
  ['triplet+cross-entropy', 'Triplet + cross-entropy', 'Triplet loss'],
  ['something-new', 'something-new', 'something-new loss'],
  ['something-new+cross-entropy', 'something-new + cross-entropy', 'something-new loss'],
])('calls %s %s and its contrastive curve %s', (loss, name, curve) => {
  expect([lossName(loss), contrastiveLossName(loss)]).toEqual([name, curve]);
});

it('calls the cross-entropy alone by its name', () => expect(lossName('cross-entropy')).toBe('Cross-entropy'));

it('has a name in words for every loss, another one for each', () => {
  expect(losses.length).toBeGreaterThan(10);
  const names = losses.map(lossName);
  expect(new Set(names).size).toBe(losses.length);
  for (const name of names) expect(name).toMatch(/^[A-Z]/);
});
