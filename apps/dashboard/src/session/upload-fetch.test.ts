import { expect, it } from 'vitest';
import { readHeaders } from './upload-fetch.js';

it('reads headers as browsers write them down', () => {
  expect(readHeaders('content-type: application/json\r\nx-a: b: c\r\n')).toEqual([
    ['content-type', 'application/json'],
    ['x-a', 'b: c'],
  ]);
  expect(readHeaders('')).toEqual([]);
});
