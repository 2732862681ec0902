import { describe, expect, it } from 'vitest';
import { reduceContentType } from './plain-content-type.js';

describe('reduceContentType', () => {
  it.each([
    ['POST', 'image/jpeg', 'image/*'],
    ['POST', 'IMAGE/made-up-42; x=1', 'image/*'],
    ['POST', 'multipart/form-data; boundary=abc', 'multipart/form-data'],
    ['POST', 'Application/JSON; charset=utf-8; v=9', 'application/json'],
    ['POST', 'text/plain; x=1', 'text/plain; x=1'],
    ['POST', undefined, undefined],
    ['GET', 'made/up', undefined],
    ['PUT', 'application/json; charset=utf-8', 'application/json'],
    ['GET', 'application/json', undefined],
    ['DELETE', 'image/png', undefined],
  ])('%s %s: %s', (method, type, expected) => {
    expect(reduceContentType(method, type)).toBe(expected);
  });
});
