import { CoreError } from '@supcon/core/errors';
import { describe, expect, it } from 'vitest';
import { ServerError } from '../domain/errors.js';
import { toProblem, toServerError } from './problem.js';

describe('toServerError', () => {
  it.each([
    ['a fault', new TypeError('/home/ada/x.js')],
    ['a fault of a thread', new ServerError('INTERNAL', 'ENOENT: /home/ada/items.sqlite')],
    ['an error that ends a start', new ServerError('STORE_DAMAGED', '/home/ada/items.sqlite')],
    ['a damaged artifact', new CoreError('BAD_ARTIFACT', 'artifact /home/ada')],
    ['something thrown that is no error', '/home/ada'],
  ])('keeps to itself what %s says, with the cause for the log', (_what, error) => {
    const known = toServerError(error, '/v1/models');
    expect(known.code).toBe('INTERNAL');
    expect(known.message).not.toContain('ada');
    expect(known.cause).toBe(error);
  });
});

describe('toProblem', () => {
  it('cuts what is said at 2,000 characters', () => {
    expect(toProblem(new ServerError('NOT_FOUND', 'x'.repeat(2000)), '1').detail).toHaveLength(2000);
    expect(toProblem(new ServerError('NOT_FOUND', 'x'.repeat(2001)), '1').detail).toBe(`${'x'.repeat(2000)}...`);
  });
});
