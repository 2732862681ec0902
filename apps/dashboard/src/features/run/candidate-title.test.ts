import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { candidateTitle } from './candidate-title.js';

// The API description names every role there is.
const description = JSON.parse(readFileSync(new URL('../../../../../packages/sdk/openapi.json', import.meta.url), 'utf8')) as {
  components: {
    schemas: { RunSelectionEvent: { properties: { candidates: { items: { properties: { role: { examples: string[] } } } } } } };
  };
};
const roles = description.components.schemas.RunSelectionEvent.properties.candidates.items.properties.role.examples;

it('has a title of its own for every role, and calls one of a newer version as it is spelled', () => {
  expect(roles.length).toBeGreaterThan(3);
  expect(new Set(roles.map(candidateTitle)).size).toBe(roles.length);
  for (const role of roles) expect(candidateTitle(role)).toMatch(/^[A-Z]/);
  expect(candidateTitle('distilled')).toBe('distilled');
});
