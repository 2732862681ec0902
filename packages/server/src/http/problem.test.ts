import { CoreError } from '@supcon/core/errors';
import { error as validatorErrors } from 'express-openapi-validator';
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

describe('the media type that an address takes', () => {
  it.each([
    ['/v1/classify?topK=3', /image\/\*/],
    ['/v1/classify/batch?count=2', /parts named image, or application\/json$/],
    ['/v1/classes', /parts named image, or application\/json$/],
    ['/v1/collections/photos/reembed', /; send application\/json$/],
    ['/v1/collections/photos/projection', /; send application\/json$/],
    ['/v1/collections/photos/predictions', /; send application\/json$/],
    ['/v1/collections/photos/copy', /; send application\/json$/],
    ['/v1/collections/photos/duplicates', /; send application\/json$/],
    ['/v1/collections/photos/import?encoderHash=e', /; send application\/x-ndjson, .* multipart\/form-data .* vectors$/],
    ['/v1/keys/0f3a5b7c9d1e/rotate', /; send application\/json$/],
    ['/v1/aliases/production', /; send application\/json$/],
  ])('of %s is named where another was sent', (address, words) => {
    const error = new validatorErrors.UnsupportedMediaType({ path: address, message: 'unsupported media type image/jpeg' });
    expect(toServerError(error, address)).toMatchObject({
      code: 'UNSUPPORTED_MEDIA_TYPE',
      message: expect.stringMatching(words) as string,
    });
  });
});

describe('toProblem', () => {
  it('cuts what is said at 2,000 characters', () => {
    expect(toProblem(new ServerError('NOT_FOUND', 'x'.repeat(2000)), '1').detail).toHaveLength(2000);
    expect(toProblem(new ServerError('NOT_FOUND', 'x'.repeat(2001)), '1').detail).toBe(`${'x'.repeat(2000)}...`);
  });
});
