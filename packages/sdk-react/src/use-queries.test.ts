// @vitest-environment happy-dom
import { problemAnswer } from '@supcon/sdk/testing';
import { NotFoundError, requestIdOf, type Job } from '@supcon/sdk';
import { act } from 'react';
import { expect, it } from 'vitest';
import { renderHook } from '../test/render-hook.js';
import { supconKeys, useClassification, useItem, useItems, useJob, useModels, useNeighbours, useRun } from './index.js';

const operations = ({ server }: { server: { requests: readonly { operation: string }[] } }): string[] =>
  server.requests.map(({ operation }) => operation);
const pause = (ms: number): Promise<void> => act(() => new Promise<void>((resolve) => setTimeout(resolve, ms)));

it('gives the models, under a key of the server', async () => {
  const page = await renderHook(() => useModels());
  const { data } = await page.until(({ isSuccess }) => isSuccess);
  expect(data!.length).toBeGreaterThan(0);
  expect(page.queryClient.getQueryData(supconKeys({ baseUrl: 'http://supcon.test' }).models)).toBe(data);
  expect(page.queryClient.getQueryData(supconKeys({ baseUrl: 'http://other.test' }).models)).toBeUndefined();
  await page.close();
});

it('asks once about a picture, however often it is drawn, and not at all without one', async () => {
  let picture: Blob | undefined;
  const page = await renderHook(() => useClassification(picture, { topK: 2 }));
  await pause(20);
  expect([page.current.fetchStatus, operations(page)]).toEqual(['idle', []]);
  picture = new Blob(['a picture'], { type: 'image/png' });
  await page.draw();
  const { data } = await page.until(({ isSuccess }) => isSuccess);
  await page.draw();
  await pause(20);
  expect(operations(page)).toEqual(['POST /v1/classify']);
  expect(new URL(page.server.requests[0]!.request.url).searchParams.get('topK')).toBe('2');
  // The answer is the object that the SDK gave: it knows the request.
  expect(requestIdOf(data!)).toBe('mock-1');
  // It does not grow old, and asked for anew it is the new one, also where it says the same.
  await act(() => page.queryClient.refetchQueries({ stale: true }));
  expect(operations(page)).toHaveLength(1);
  await act(() => page.current.refetch());
  expect(requestIdOf((await page.until(({ isFetching }) => !isFetching)).data!)).toBe('mock-2');
  // The same bytes in another object are another picture.
  picture = new Blob(['a picture'], { type: 'image/png' });
  await page.draw();
  await page.until(({ isSuccess }) => isSuccess);
  expect(operations(page)).toHaveLength(3);
  await page.close();
});

it('tells searches apart by what they ask for', async () => {
  let query: Parameters<typeof useNeighbours>[1];
  const page = await renderHook(() => useNeighbours('fruit', query));
  for (const next of [{ vector: Float32Array.of(1, 0) }, { vector: [1, 0] }, { vector: Float32Array.of(0, 1) }, { itemId: 'a', k: 3 }]) {
    query = next;
    await page.draw();
    await page.until(({ isSuccess }) => isSuccess);
  }
  // The second one is the first.
  expect(operations(page)).toHaveLength(3);
  await page.close();
});

it('goes from page to page, until there is none', async () => {
  const after: (string | null)[] = [];
  const page = await renderHook(() => useItems('fruit', { field: 'label', eq: 'apple' }), {
    'GET /v1/collections/{collection}/items': ({ url }: Request) => {
      const cursor = new URL(url).searchParams.get('after');
      after.push(cursor);
      return Response.json({ items: [], ...(cursor === null ? { next: '7-1' } : {}) });
    },
  });
  await page.until(({ hasNextPage }) => hasNextPage);
  await act(() => page.current.fetchNextPage());
  const { data } = await page.until(({ hasNextPage }) => !hasNextPage);
  expect([after, data!.pages.length]).toEqual([[null, '7-1'], 2]);
  await page.close();
});

it('gives an item with the tag that names its state', async () => {
  const page = await renderHook(() => useItem('fruit', 'a'), {
    'GET /v1/collections/{collection}/items/{id}': () =>
      Response.json({ id: 'a', label: null, metadata: {}, createdAt: '2026-11-30T10:00:00.000Z' }, { headers: { ETag: '"4-1"' } }),
  });
  expect((await page.until(({ isSuccess }) => isSuccess)).data).toMatchObject({ item: { id: 'a' }, tag: '"4-1"' });
  await page.close();
});

it('looks at a job until it has ended, and then no more', async () => {
  const states: Job['state'][] = ['running', 'done'];
  const page = await renderHook(() => useJob('3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11'), {
    'GET /v1/jobs/{job}': () => ({ state: states.shift() ?? 'done' }),
  });
  await page.until(({ data }) => data?.state === 'running');
  await page.until(({ data }) => data?.state === 'done');
  await pause(1200);
  expect(operations(page)).toHaveLength(2);
  await page.close();
});

it('leaves asking again to the client, and does not go on about a run that is not there', async () => {
  const page = await renderHook(() => useRun('20261130-100000-abcd'), {
    'GET /v1/runs/{id}': () => problemAnswer(404, 'RUN_NOT_FOUND', 'there is no such run'),
  });
  const { error } = await page.until(({ isError }) => isError);
  expect(error).toBeInstanceOf(NotFoundError);
  await pause(50);
  expect(operations(page)).toHaveLength(1);
  await page.close();
});

it('gives up on the server what nobody looks at any more', async () => {
  let aborted = false;
  const page = await renderHook(() => useModels(), {
    'GET /v1/models': ({ signal }: Request) =>
      new Promise((_, reject) => {
        signal.addEventListener('abort', () => {
          aborted = true;
          reject(signal.reason as Error);
        });
      }),
  });
  expect(aborted).toBe(false);
  await page.close();
  await pause(10);
  expect(aborted).toBe(true);
});
