import { expect, it } from 'vitest';
import { expiryOf } from './expiry.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');

it.each([
  ['never', null],
  ['7', '2026-12-07T12:00:00.000Z'],
  ['365', '2027-11-30T12:00:00.000Z'],
])('ends a key of %s at %s', (lifetime, end) => expect(expiryOf(lifetime, NOW)).toBe(end));
