import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BadRequestError, createSupconClient, SupconError, type SupconClient } from '../src/index.js';
import { mockSupcon } from '../src/testing.js';
import { emptyColumns, emptyPredictionColumns } from './empty-columns.js';

const mock = mockSupcon({
  'GET /v1/jobs/{job}': { state: 'done' },
  'GET /v1/collections/{collection}/projection': ({ headers }) =>
    headers.get('accept') === 'application/vnd.supcon.columns' ? new Response(emptyColumns()) : {},
  'GET /v1/collections/{collection}/predictions': ({ headers }) =>
    headers.get('accept') === 'application/vnd.supcon.columns' ? new Response(emptyPredictionColumns()) : { predictions: [] },
  'GET /v1/collections/{collection}/export': () => new Response('{}\n'),
});
const client = createSupconClient({ baseUrl: 'http://supcon.test', fetch: mock.fetch, retries: 0 });
const image = new Blob(['GIF89a'], { type: 'image/gif' });

/** What plain JavaScript may give, right and wrong. */
const SIGNAL = { signal: {} };
const USUAL = ['things', 'a', image, {}, { image }, { vector: [1], encoderHash: 'a' }, { k: 1, itemId: 'a' }, [image], 1, undefined];
const ODD = [null, -1, Number.NaN, '', '..', true, [], [null], [1], 5n, Symbol('s'), () => 1, new Map(), SIGNAL, { signal: 'x' }];
const OPTIONS = [{ timeoutMs: -1 }, { retries: 1.5 }, { onCall: 1 }, { busyMs: '1' }, { read: 1 }, { concurrency: 0 }, { pollMs: -1 }];
const arguments_ = fc.array(fc.constantFrom<unknown>(...USUAL, ...USUAL, ...ODD, ...OPTIONS), { maxLength: 4 });

type Method = (...given: unknown[]) => unknown;
function methodsOf(object: object, prefix = ''): [string, Method][] {
  return Object.entries(object).flatMap(([name, value]: [string, unknown]): [string, Method][] => {
    if (typeof value === 'function') return [[`${prefix}${name}`, value as Method]];
    return typeof value === 'object' && value !== null ? methodsOf(value, `${prefix}${name}.`) : [];
  });
}

/** What comes of a call: of one that gives many things, of the first. */
async function errorOf(call: () => unknown): Promise<unknown> {
  try {
    const made = await call();
    if (typeof made !== 'object' || made === null || !(Symbol.asyncIterator in made)) return undefined;
    for await (const one of made as AsyncIterable<{ readonly error?: unknown } | undefined>) return one?.error;
  } catch (error) {
    return error;
  }
  return undefined;
}

it.each(methodsOf(client satisfies SupconClient))('%s says what is wrong with whatever it is given', async (_, method) => {
  const says = async (given: unknown[]) => {
    const error = await errorOf(() => method(...given));
    if (error !== undefined && !(error instanceof BadRequestError))
      throw new Error(`refused otherwise: ${given.map(String).join()}`, { cause: error });
    if (error !== undefined) expect(error.message).toMatch(/Nothing was sent\.$/);
  };
  await fc.assert(fc.asyncProperty(arguments_, says), { seed: 7, numRuns: 300 });
});

describe('an option that cannot be one', () => {
  it.each([
    [{ signal: {} }, /signal: expected the signal of an AbortController, got a value of type Object/],
    [{ timeoutMs: -1 }, /timeoutMs: expected a number from 1 to 2147483647, got -1/],
    [{ timeoutMs: Number.NaN }, /got NaN/],
    [{ timeoutMs: Infinity }, /got Infinity/],
    [{ timeoutMs: '5' }, /got "5"/],
    [{ retries: 1.5 }, /retries: expected a whole number from 0 to 100, got 1.5/],
    [{ busyMs: -5 }, /busyMs: expected a number from 0 to/],
    [{ onCall: 'x' }, /onCall: expected a function, got "x"/],
    [null, /options: expected an object such as .*, got null/],
    [5, /options: expected an object such as .*, got 5/],
  ])('%j is refused before anything is sent', async (options, words) => {
    const before = mock.requests.length;
    for (const call of [
      () => client.models.list(options as object),
      () => client.jobs.list({}, options as object),
      () => client.runs.follow('r-1', options as object).next(),
      () => client.classifyMany([image], options as object).next(),
      () => client.items.addMany('things', [{ image }], options as object).next(),
    ].slice(0, typeof options === 'object' && options !== null ? 5 : 1)) {
      const error = await errorOf(call);
      expect(error).toBeInstanceOf(BadRequestError);
      expect((error as Error).message).toMatch(words);
    }
    expect(mock.requests.length).toBe(before);
  });

  it.each([
    [undefined, /the options of a client: expected an object such as \{ baseUrl: .*got undefined/],
    ['http://127.0.0.1:8080', /expected an object.*got "http:\/\/127.0.0.1:8080"/],
    [{}, /baseUrl: undefined is no address/],
    [{ baseUrl: 5 }, /baseUrl: 5 is no address/],
    [{ baseUrl: 'http://a', apiKey: 5 }, /apiKey: a value of type number is none/],
    [{ baseUrl: 'http://a', fetch: 'x' }, /fetch: expected a function/],
    [{ baseUrl: 'http://a', timeoutMs: 0 }, /timeoutMs: expected/],
  ])('%j makes no client', (options, words) => {
    expect(() => createSupconClient(options as never)).toThrow(words);
  });

  it('ends no process while a call waits for its next try', async () => {
    const failing = createSupconClient({ baseUrl: 'http://supcon.test', fetch: () => Promise.reject(new TypeError('fetch failed')) });
    await expect(failing.live({ signal: {} as AbortSignal })).rejects.toBeInstanceOf(SupconError);
  });
});

it('makes no request of a header that cannot be sent, and does not blame the connection', async () => {
  await expect(client.items.patch('things', 'a', { label: 'b' }, { ifMatch: 'ä→' })).rejects.toThrow(/no request can be made of this/);
});
