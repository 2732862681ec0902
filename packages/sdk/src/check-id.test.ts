import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkAlias,
  checkCollectionName,
  checkDataName,
  checkExampleId,
  checkFeedbackId,
  checkItemId,
  checkJobId,
  checkKeyId,
  checkModelName,
  checkModelVersion,
  checkRunId,
} from './check-id.js';
import { apiErrorFrom, BadRequestError, SupconApiError } from './errors.js';

interface Shape {
  readonly pattern: string;
  readonly description: string;
}
const { components } = JSON.parse(readFileSync(new URL('../openapi.json', import.meta.url), 'utf8')) as {
  components: { schemas: Record<'CollectionName' | 'ItemId' | 'RunId' | 'JobId' | 'ModelName' | 'AliasName', Shape> };
};

/** What the check throws, which has to be something. */
function refusal(check: (id: string) => string, id: string): BadRequestError {
  try {
    check(id);
  } catch (error) {
    if (error instanceof BadRequestError) return error;
    throw error;
  }
  throw new Error(`${JSON.stringify(id)} was taken`);
}

describe.each([
  ['CollectionName', checkCollectionName, 'collection name', 64, ''],
  ['ItemId', checkItemId, 'item id', 128, ':'],
  ['RunId', checkRunId, 'run id', 128, ''],
  ['JobId', checkJobId, 'job id', 128, ''],
  ['ModelName', checkModelName, 'model name', 100, ''],
  ['AliasName', checkAlias, 'alias', 64, ''],
] as const)('%s', (schema, check, kind, longest, more) => {
  const { pattern, description } = components.schemas[schema];
  const wanted = new RegExp(pattern, 'u');
  /** Every character of a byte and some beyond, alone, first, in the middle and last; and every length about the limit. */
  const characters = [...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)), '\u0301', 'ä', '中', '．', '😀', '\ud800'];
  const candidates = [
    ...[
      '',
      '.',
      '..',
      '...',
      '%2e%2e',
      '%2E.',
      '..%2f',
      '../..',
      'a/..',
      'a/../b',
      '-',
      '_',
      ':',
      'a\n',
      '\na',
      'null',
      '0',
      'A',
      'a..',
      'a.b-c_d',
    ],
    ...characters.flatMap((character) => [character, `${character}a`, `a${character}b`, `a${character}`]),
    ...[longest - 1, longest, longest + 1, 10_000].map((length) => 'x'.repeat(length)),
  ];

  it('takes what the API document takes, and nothing else', () => {
    // What is no letter by itself may be an accent of the letter before it: of item ids that is the same as the letter with it.
    const asKept = (id: string): string => (schema === 'ItemId' ? id.normalize('NFC') : id);
    const taken = candidates.filter((id) => wanted.test(asKept(id)));
    for (const id of taken) expect(check(id)).toBe(asKept(id));
    for (const id of candidates.filter((candidate) => !wanted.test(asKept(candidate)))) expect(refusal(check, id).code).toBe('BAD_REQUEST');
    expect(taken).toEqual(
      expect.arrayContaining([...(schema === 'AliasName' ? [] : ['A']), 'a..', 'a.b-c_d', 'x'.repeat(longest), `a${more}b`]),
    );
    expect(taken).not.toEqual(expect.arrayContaining(['..']));
    expect(['a/b', 'ä', '中'].filter((id) => taken.includes(id))).toEqual(schema === 'ItemId' ? ['a/b', 'ä', '中'] : []);
  });

  it('says what was received and what the API document wants, without repeating a long id', () => {
    const { message } = refusal(check, '..');
    expect(message).toBe(`".." is no ${kind}. Wanted: ${description} Nothing was sent.`);
    expect(refusal(check, '').message).toContain('"" is no');
    expect(refusal(check, 'y'.repeat(1e6)).message.length).toBeLessThan(400);
  });

  it.each([
    [undefined, 'undefined'],
    [null, 'null'],
    [7, '7'],
    [{ toString: () => 'a' }, 'a value of type Object'],
    [['a'], 'a value of type Array'],
  ])('refuses %s, which plain JavaScript may pass', (received, words) => {
    expect(refusal(check, received as unknown as string).message).toContain(words);
  });
});

it('takes ids of keys as the API document does, and nothing else', () => {
  expect(checkKeyId('0f3a5b7c9d1e')).toBe('0f3a5b7c9d1e');
  for (const none of ['', '..', '0F3A5B7C9D1E', '0f3a5b7c9d1', '0f3a5b7c9d1e0', '0f3a5b7c9d1e\n', 'shop'])
    expect(() => checkKeyId(none)).toThrow(BadRequestError);
});

it('takes ids of feedback as the API document does, and nothing else', () => {
  const id = '0123456789abcdef'.repeat(4);
  expect(checkFeedbackId(id)).toBe(id);
  for (const none of ['', '..', id.toUpperCase(), id.slice(1), `${id}0`, `${id}\n`, 'summary'])
    expect(() => checkFeedbackId(none)).toThrow(BadRequestError);
});

it('takes ids of examples as the API document does, and nothing else', () => {
  const id = '1f8f8e7e-3c1b-4f0f-8a50-1d1f6c1f9a11';
  expect(checkExampleId(id)).toBe(id);
  for (const none of ['', '..', id.toUpperCase(), id.slice(1), `${id}0`, `${id}\n`, id.replaceAll('-', '')])
    expect(() => checkExampleId(none)).toThrow(BadRequestError);
});

it('takes the versions that there can be, and nothing else', () => {
  expect([1, 7, 999_999_999].map(checkModelVersion)).toEqual([1, 7, 999_999_999]);
  for (const none of [0, -1, 1.5, NaN, Infinity, '1', '../2', undefined])
    expect(() => checkModelVersion(none as number)).toThrow(BadRequestError);
});

it('throws what a 400 of the server becomes, so that a caller catches one thing', () => {
  const here = refusal(checkItemId, '..');
  const problem = { type: 'urn:x', title: 'x', status: 400, detail: 'x', code: 'BAD_REQUEST', requestId: 'r' };
  const there = apiErrorFrom(new Response(null, { status: 400 }), problem, undefined);
  expect(here.constructor).toBe(there.constructor);
  expect(here).toBeInstanceOf(SupconApiError);
  expect([here.code, here.status, here.name]).toEqual([there.code, there.status, there.name]);
});

it('takes names of photos that are no path', () => {
  for (const name of ['flowers', 'Käfer 2', '中', 'a..b', 'x'.repeat(128)]) expect(checkDataName(name)).toBe(name);
  for (const name of ['', '.', '..', '.hidden', 'a/b', 'a\\b', 'a\nb', 'x'.repeat(129)])
    expect(refusal(checkDataName, name).code, name).toBe('BAD_REQUEST');
});
