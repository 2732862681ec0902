import { expect, it } from 'vitest';
import { describeVerdict } from './describe-verdict.js';

it.each([
  [{ kind: 'skip' }, 'Skipped'],
  [{ kind: 'leave-out' }, 'To be left out'],
  [{ kind: 'label', label: 'rose' }, 'rose is right'],
  [{ kind: 'label', label: 'tulip' }, 'rose → tulip'],
] as const)('%j reads %s', (verdict, text) => expect(describeVerdict({ given: 'rose', verdict })).toBe(text));
