// @vitest-environment happy-dom
import { afterEach, expect, it, vi } from 'vitest';
import { renderHook } from '../test/render-hook.js';
import { useSupcon, useThumbnail } from './index.js';

afterEach(() => vi.restoreAllMocks());

it('gives the address of a thumbnail as long as it is looked at, and no longer', async () => {
  const made = vi.spyOn(URL, 'createObjectURL');
  const revoked = vi.spyOn(URL, 'revokeObjectURL');
  let id = 'a';
  const page = await renderHook(() => useThumbnail('fruit', id), {
    'GET /v1/collections/{collection}/items/{id}/thumbnail': () => new Response('webp', { headers: { 'Content-Type': 'image/webp' } }),
  });
  const first = await page.until((url) => url !== undefined);
  expect([first, revoked.mock.calls]).toEqual([made.mock.results[0]!.value, []]);
  id = 'b';
  await page.draw();
  const second = await page.until((url) => url !== undefined && url !== first);
  expect(revoked.mock.calls).toEqual([[first]]);
  await page.close();
  expect(revoked.mock.calls).toEqual([[first], [second]]);
});

it('says what is missing where there is no provider', async () => {
  const { createElement } = await import('react');
  const { renderToString } = await import('react-dom/server');
  const Lonely = (): string => useSupcon().baseUrl;
  expect(() => renderToString(createElement(Lonely))).toThrow('useSupcon: there is no <SupconProvider client={...}> above this component');
});
