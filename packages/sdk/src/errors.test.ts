import { expect, it } from 'vitest';
import * as sdk from './index.js';
import { apiErrorFrom } from './errors.js';

const problem = (status: number) => ({
  type: 'urn:supcon:error:BAD_IMAGE',
  title: 'Bytes that are not a picture',
  status,
  detail: 'the picture could not be decoded',
  code: 'BAD_IMAGE',
  requestId: 'r-1',
});

it.each([
  [400, sdk.BadRequestError],
  [401, sdk.AuthenticationError],
  [403, sdk.PermissionDeniedError],
  [404, sdk.NotFoundError],
  [408, sdk.RequestTimeoutError],
  [409, sdk.ConflictError],
  [412, sdk.ItemChangedError],
  [413, sdk.PayloadTooLargeError],
  [415, sdk.UnsupportedMediaTypeError],
  [422, sdk.UnprocessableError],
  [429, sdk.RateLimitedError],
  [500, sdk.ServerFaultError],
  [502, sdk.ServerFaultError],
  [503, sdk.ServiceBusyError],
  [507, sdk.InsufficientStorageError],
  [418, sdk.SupconApiError],
])('makes %i a class of its own that keeps code, request id and the whole problem', (status, ErrorClass) => {
  const error = apiErrorFrom(new Response(null, { status }), problem(status), 2000);
  expect(error).toBeInstanceOf(ErrorClass);
  expect(error).toBeInstanceOf(sdk.SupconApiError);
  expect(error).toBeInstanceOf(sdk.SupconError);
  expect(error.constructor).toBe(ErrorClass);
  expect(error).toMatchObject({
    name: ErrorClass.name,
    message: 'the picture could not be decoded',
    status,
    code: 'BAD_IMAGE',
    requestId: 'r-1',
    retryAfterMs: 2000,
  });
  expect(error.problem?.title).toBe('Bytes that are not a picture');
});

it('still says something where the answer is a proxy’s page', () => {
  const response = new Response(null, { status: 502, headers: { 'x-request-id': 'proxy-7' } });
  const error = apiErrorFrom(response, '<h1>Bad gateway</h1>', undefined);
  expect(error).toMatchObject({ code: 'HTTP_502', requestId: 'proxy-7', problem: undefined });
  expect(error.message).toBe('the server answered 502: <h1>Bad gateway</h1>');
});
