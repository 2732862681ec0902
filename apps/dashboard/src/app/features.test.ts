import { readdirSync } from 'node:fs';
import { expect, it } from 'vitest';
import { FEATURES } from './features.js';
import { navigationEntries } from './navigation-entries.js';
import { router } from './router.js';

it('has every feature of the folder, each at an address of its own', () => {
  const folders = readdirSync(new URL('../features', import.meta.url));
  expect(FEATURES).toHaveLength(folders.length);
  expect(Object.keys(router.routesByPath).sort()).toEqual(FEATURES.map(({ route }) => route.to).sort());
});

it('lists the pages that one gets to from everywhere', () => {
  expect(navigationEntries().map(({ to, name }) => `${name} ${to}`)).toEqual([
    'Overview /',
    'Browse /browse',
    'Map /map',
    'Evaluate /evaluate',
    'Runs /runs',
    'Try it /try',
    'Train /train',
    'Label issues /label-issues',
    'Models /models',
    'Collections /collections',
    'Drift /drift',
    'Jobs /jobs',
    'Keys /keys',
  ]);
});

it('offers pages for admins to nobody else', () => {
  expect(navigationEntries(false).map(({ name }) => name)).not.toContain('Jobs');
});
