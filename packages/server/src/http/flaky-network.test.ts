import type { SupconError } from '@supcon/sdk';
import { createSupconClient, settled, UnexpectedAnswerError, type Settled } from '@supcon/sdk';
import { createRng } from '@supcon/core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { FAULTS, startFlakyProxy } from '../../test/flaky-proxy.js';
import { makePicture } from '../../test/pictures.js';
import { startTestServer, type TestServer } from '../../test/test-server.js';

const CALLS = 1000;

let server: TestServer;
let proxy: Awaited<ReturnType<typeof startFlakyProxy>>;
beforeAll(async () => {
  server = await startTestServer({ settings: { SUPCON_API_KEY: 'a-key-of-the-environment-0123456789' } });
  proxy = await startFlakyProxy(server.url, { seed: 7, share: 0.3 });
});
afterAll(async () => {
  proxy.close();
  await server.close();
});

it(`${CALLS} calls of the SDK over a bad network are answered rightly or fail with an error that says so, and write nothing twice`, async () => {
  const client = createSupconClient({ baseUrl: proxy.url, apiKey: 'a-key-of-the-environment-0123456789', timeoutMs: 20_000 });
  const whole = createSupconClient({ baseUrl: server.url, apiKey: 'a-key-of-the-environment-0123456789' });
  await whole.collections.create('album');
  const pictures = await Promise.all(
    Array.from({ length: 5 }, async (_, seed) => new Blob([await makePicture(seed)], { type: 'image/png' })),
  );
  const truth = await Promise.all(pictures.map((picture) => whole.classify(picture, { topK: 1 })));

  const rng = createRng(1, 'calls');
  const errors: SupconError[] = [];
  const noted = async <T>(call: Promise<T>): Promise<Settled<T>> => {
    const outcome = await settled(call);
    if (outcome.error) errors.push(outcome.error);
    return outcome;
  };
  /** Ids that were acknowledged, and those of which nobody knows. */
  const items = { added: new Set<string>(), unsure: new Set<string>(), deleted: new Set<string>() };
  const one = async (n: number): Promise<void> => {
    const kind = rng.uniform();
    const at = n % pictures.length;
    if (kind < 0.4) {
      const { data } = await noted(client.classify(pictures[at]!, { topK: 1 }));
      if (data) expect(data.predictions).toEqual(truth[at]!.predictions);
    } else if (kind < 0.75) {
      const id = `item-${n}`;
      const { data } = await noted(client.items.add('album', { image: pictures[at]!, id, label: `label-${at}` }));
      (data ? items.added : items.unsure).add(id);
      if (data) expect(data).toMatchObject({ id, label: `label-${at}` });
    } else if (kind < 0.85) {
      const id = [...items.added].at(-1);
      if (id === undefined) return;
      items.added.delete(id);
      const { error } = await noted(client.items.delete('album', id));
      (error ? items.unsure : items.deleted).add(id);
    } else if (kind < 0.9) {
      const { data } = await noted(client.collections.list());
      if (data) expect(data.map(({ name }) => name)).toEqual(['album']);
    } else await noted(client.items.add('album', { image: pictures[at]!, label: 'anonymous', metadata: { n } }));
  };
  for (let n = 0; n < CALLS; n += 20) await Promise.all(Array.from({ length: 20 }, (_, more) => one(n + more)));

  for (const error of errors) expect(error.message).not.toBe('');
  expect(errors.filter((error) => error instanceof UnexpectedAnswerError).length).toBeGreaterThan(0);
  // Most come through in the end.
  expect(errors.length).toBeLessThan(CALLS * 0.15);
  expect([...proxy.done.keys()].sort()).toEqual(['none', ...FAULTS].sort());

  const there = new Map<string, string | null>();
  for await (const { id, label } of whole.items.list('album', { filter: { not: { field: 'label', eq: 'anonymous' } } }))
    there.set(id, label);
  for (const id of items.added) expect(there.get(id)).toBe(`label-${Number(id.slice('item-'.length)) % pictures.length}`);
  for (const id of items.deleted) expect(there.has(id)).toBe(false);
  for (const id of there.keys()) expect(items.added.has(id) || items.unsure.has(id)).toBe(true);
  // Without an id of the caller every try could make an item of its own.
  const { values } = await whole.items.facets('album', { field: 'metadata.n', limit: 1000 });
  expect(values.length).toBeGreaterThan(50);
  expect(values.filter(({ count }) => count > 1)).toEqual([]);
  proxy.mend();
  // What nobody knew of can be asked for again.
  for (const id of items.unsure) {
    const { error } = await settled(client.items.delete('album', id));
    if (error) expect(error).toMatchObject({ status: 404 });
  }
  expect((await client.collections.list())[0]!.items).toBe(items.added.size + values.length);
}, 240_000);
