import { expect, it } from 'vitest';
import { refusedInput } from './errors.js';
import { settled } from './settled.js';

it('gives data or the error of a call, and throws what is a fault of the program', async () => {
  const error = refusedInput('no');
  expect(await settled(Promise.resolve(5))).toEqual({ data: 5, error: undefined });
  expect(await settled(Promise.reject(error))).toEqual({ data: undefined, error });
  await expect(settled(Promise.reject(new TypeError('a fault')))).rejects.toThrow('a fault');
});
