import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { readDescription } from '../app/read-description.js';
import { HTTP_ERROR_CODES, isServerErrorCode, JOB_ERROR_CODES, ServerError, START_ERROR_CODES } from './errors.js';
import { HTTP_STATUS } from '../http/problem.js';

it('docs/errors.md lists every code of the server', async () => {
  const page = await readFile(new URL('../../../../docs/errors.md', import.meta.url), 'utf8');
  const section = /## @supcon\/server\n([\s\S]*?)(\n## |$)/.exec(page)?.[1] ?? '';
  const listed = [...section.matchAll(/^\| `(\w+)` *\| (.*?) *\|$/gm)].map(([, code, when]) => [code, when]);
  expect(listed).toEqual([HTTP_ERROR_CODES, START_ERROR_CODES, JOB_ERROR_CODES].flatMap((codes) => Object.entries(codes)));
});

it('openapi.yaml lists every code that an answer can carry, and each has a status', async () => {
  const { components } = (await readDescription()) as { components: { schemas: { ErrorCode: { enum: string[] } } } };
  expect(components.schemas.ErrorCode.enum.toSorted()).toEqual(Object.keys(HTTP_ERROR_CODES).sort());
  expect(Object.keys(HTTP_STATUS).sort()).toEqual(Object.keys(HTTP_ERROR_CODES).sort());
});

it('errors keep code, details, cause and when to try again', () => {
  const cause = new Error('why');
  const error = new ServerError('TOO_BUSY', 'no', { details: { a: 1 }, cause, retryAfterSeconds: 2 });
  expect(error).toMatchObject({ name: 'ServerError', code: 'TOO_BUSY', message: 'no', details: { a: 1 }, cause, retryAfterSeconds: 2 });
  expect('cause' in new ServerError('TOO_BUSY', 'no')).toBe(false);
  expect(['TOO_BUSY', 'STORE_LOCKED', 'toString', 7].map(isServerErrorCode)).toEqual([true, true, false, false]);
});
