import { expect, it } from 'vitest';
import { keyAction } from './issue-keys.js';

const about = { given: 'rose', choices: ['tulip', 'daisy'] };
const label = (name: string) => ({ verdict: { kind: 'label', label: name } });

it.each([
  ['a', label('tulip')],
  ['k', label('rose')],
  ['1', label('tulip')],
  ['2', label('daisy')],
  ['3', undefined],
  ['0', undefined],
  ['s', { verdict: { kind: 'skip' } }],
  ['x', { verdict: { kind: 'leave-out' } }],
  ['u', { undo: true }],
  ['o', { write: true }],
  ['ArrowLeft', { step: -1 }],
  ['ArrowRight', { step: 1 }],
  ['q', undefined],
  ['Tab', undefined],
])('%s comes to %j', (key, action) => expect(keyAction(key, about)).toEqual(action));
