import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { QueryObserver } from '@tanstack/react-query';
import { expect, it, onTestFinished, vi } from 'vitest';
import { createSessionStore } from './session-store.js';

/** As much of a browser's session storage as is needed. */
function memoryStorage(entries: Readonly<Record<string, string>> = {}) {
  const kept = new Map(Object.entries(entries));
  return { kept, getItem: (name: string) => kept.get(name) ?? null, setItem: (name: string, value: string) => void kept.set(name, value) };
}

const store = (storage = memoryStorage()) => createSessionStore({ baseUrl: 'http://127.0.0.1:9', storage });

it('drops everything that was read when the key changes', () => {
  const sessions = store();
  const first = sessions.current();
  first.queryClient.setQueryData(['models'], ['secret']);
  first.queryClient.setQueryData(['thumbnail', 'album', 'a'], 'picture');
  sessions.setApiKey('another-key');
  const second = sessions.current();
  expect(second.queryClient).not.toBe(first.queryClient);
  expect(second.queryClient.getQueryData(['models'])).toBeUndefined();
  expect(second.queryClient.getQueryCache().getAll()).toEqual([]);
  expect(first.queryClient.getQueryCache().getAll()).toEqual([]);
});

it('begins without a key that no header can hold', () => {
  expect(store(memoryStorage({ 'supcon-api-key': 'schlüssel' })).current().apiKey).toBeUndefined();
  expect(store(memoryStorage({ 'supcon-api-key': 'key' })).current().apiKey).toBe('key');
});

it('gives up what is still waited for, so that an answer for the old key arrives nowhere', async () => {
  const sessions = store();
  const { queryClient } = sessions.current();
  const signals: AbortSignal[] = [];
  const observer = new QueryObserver(queryClient, {
    queryKey: ['models'],
    queryFn: ({ signal }) => {
      signals.push(signal);
      return new Promise(() => undefined);
    },
  });
  onTestFinished(observer.subscribe(() => undefined));
  await expect.poll(() => signals.length).toBe(1);
  sessions.setApiKey('another-key');
  expect(signals[0]?.aborted).toBe(true);
  expect(sessions.current().queryClient.isFetching()).toBe(0);
});

it('asks with the key of the session, and keeps it over a reload', async () => {
  const asked: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    asked.push(request.headers.authorization);
    response.setHeader('content-type', 'application/json').end('{"models":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const storage = memoryStorage();
  const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const sessions = createSessionStore({ baseUrl, storage });
  await sessions.current().client.models.list();
  sessions.setApiKey('key-1');
  await sessions.current().client.models.list();
  sessions.setApiKey('key-2');
  await sessions.current().client.models.list();
  await createSessionStore({ baseUrl, storage }).current().client.models.list();
  expect(asked).toEqual([undefined, 'Bearer key-1', 'Bearer key-2', 'Bearer key-2']);
});

it('tells its listeners of a new session, which stays the same object until the next one', () => {
  const sessions = store(memoryStorage({ 'supcon-api-key': 'kept' }));
  expect(sessions.current()).toMatchObject({ number: 1, apiKey: 'kept' });
  expect(sessions.current()).toBe(sessions.current());
  const listener = vi.fn(() => sessions.current().apiKey);
  const stop = sessions.subscribe(listener);
  sessions.setApiKey('next');
  expect(listener.mock.results).toEqual([{ type: 'return', value: 'next' }]);
  expect(sessions.current().number).toBe(2);
  stop();
  sessions.setApiKey('last');
  expect(listener).toHaveBeenCalledTimes(1);
});
