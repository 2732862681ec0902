// @vitest-environment happy-dom
import { problemAnswer } from '@supcon/sdk/testing';
import { ItemChangedError } from '@supcon/sdk';
import { act } from 'react';
import { expect, it } from 'vitest';
import { renderHook } from '../test/render-hook.js';
import { supconKeys, useAddItem, useCancelJob, useItem, usePatchItem, useRecordFeedback, useRemoveItem, useRuns } from './index.js';

const keys = supconKeys({ baseUrl: 'http://supcon.test' });
const PICTURE = new Blob(['a picture'], { type: 'image/png' });

it('asks anew for what a new item has changed, and for nothing of another collection', async () => {
  const page = await renderHook(() => ({
    add: useAddItem('fruit'),
    item: useItem('fruit', 'a'),
    other: useItem('pets', 'a'),
    runs: useRuns(),
  }));
  await page.until(({ item, other, runs }) => item.isSuccess && other.isSuccess && runs.isSuccess);
  const before = page.server.requests.length;
  await act(() => page.current.add.mutateAsync({ image: PICTURE, label: 'apple' }));
  await page.until(({ item }) => !item.isFetching);
  expect(page.server.requests.slice(before).map(({ request }) => `${request.method} ${new URL(request.url).pathname}`)).toEqual([
    'POST /v1/collections/fruit/items',
    'GET /v1/collections/fruit/items/a',
  ]);
  await page.close();
});

it('changes an item as it was read, and reads it again where somebody else was faster', async () => {
  const page = await renderHook(() => ({ patch: usePatchItem('fruit'), item: useItem('fruit', 'a') }), {
    'PATCH /v1/collections/{collection}/items/{id}': () => problemAnswer(412, 'ITEM_CHANGED', 'it has changed'),
  });
  await page.until(({ item }) => item.isSuccess);
  const change = page.current.patch.mutateAsync({ id: 'a', patch: { label: 'pear' }, ifMatch: '"4-1"' });
  await expect(act(() => change)).rejects.toBeInstanceOf(ItemChangedError);
  await page.until(() => page.server.requests.length === 3);
  expect(page.server.requests.map(({ operation }) => operation.split(' ')[0])).toEqual(['GET', 'PATCH', 'GET']);
  expect(page.server.requests[1]!.request.headers.get('if-match')).toBe('"4-1"');
  await page.close();
});

it('removes an item, ends a job, records what a picture was', async () => {
  const page = await renderHook(() => ({ remove: useRemoveItem('fruit'), cancel: useCancelJob(), told: useRecordFeedback() }));
  page.queryClient.setQueryData(keys.jobs, { jobs: [] });
  await act(async () => {
    await page.current.remove.mutateAsync('a');
    await page.current.cancel.mutateAsync('3f9c1a52-8c5a-4d54-9a39-6f6f3f6f2a11');
    await page.current.told.mutateAsync({ picture: PICTURE, label: 'apple', mayTrain: true });
  });
  expect(page.server.requests.map(({ operation }) => operation)).toEqual([
    'DELETE /v1/collections/{collection}/items/{id}',
    'POST /v1/jobs/{job}/cancel',
    'POST /v1/feedback',
  ]);
  expect(page.queryClient.getQueryState(keys.jobs)!.isInvalidated).toBe(true);
  await page.close();
});
