import util from 'node:util';
import { afterEach, expect, it } from 'vitest';
import { applyNodeShim } from './node-shim.js';

const target = util as unknown as Record<string, unknown>;
const names = ['isNullOrUndefined', 'isArray'];
const kept = names.map((name) => target[name]);

afterEach(() => {
  names.forEach((name, i) => (target[name] = kept[i]));
});

it('puts back what Node 23 removed from node:util', () => {
  for (const name of names) Reflect.deleteProperty(target, name);
  applyNodeShim();
  const { isNullOrUndefined, isArray } = target as Record<string, (value: unknown) => boolean>;
  expect([null, undefined, 0, ''].map((value) => isNullOrUndefined!(value))).toEqual([true, true, false, false]);
  expect([[], {}].map((value) => isArray!(value))).toEqual([true, false]);
});

it('leaves what is there as it is', () => {
  const own = (): boolean => true;
  target['isNullOrUndefined'] = own;
  applyNodeShim();
  expect(target['isNullOrUndefined']).toBe(own);
});
