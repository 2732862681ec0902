import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { startServerProcess, type ServerProcess } from '../../test/server-process.js';
import { makeTinyArtifact, uniforms } from '../../test/tiny-artifact.js';
import type { components } from '@supcon/sdk/schema';

type SearchResponse = components['schemas']['SearchResponse'];
type CollectionList = components['schemas']['CollectionList'];

const ROUNDS = 20;
const CLIENTS = 4;
const SEED = 20_261_124;

/** What clients know: what they asked for, and what was acknowledged. */
interface Ledger {
  /** The picture that was sent under an id, by its number. */
  readonly asked: Map<string, number>;
  readonly added: Set<string>;
  readonly removalAsked: Set<string>;
  readonly removed: Set<string>;
}

/** Adds items one after the other, now and then removes one, until the server is gone. */
async function client(url: string, name: string, pictures: readonly Buffer[], ledger: Ledger, uniform: () => number): Promise<void> {
  const mine: string[] = [];
  for (let n = 0; ; n++) {
    try {
      if (mine.length > 0 && uniform() < 0.2) {
        const [id] = mine.splice(Math.floor(uniform() * mine.length), 1);
        ledger.removalAsked.add(id!);
        const { status } = await fetch(`${url}/v1/collections/c/items/${id}`, { method: 'DELETE' });
        if (status === 204) ledger.removed.add(id!);
        continue;
      }
      const id = `${name}-${n}`;
      const picture = Math.floor(uniform() * pictures.length);
      ledger.asked.set(id, picture);
      const response = await fetch(`${url}/v1/collections/c/items?id=${id}&label=${name}`, {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: pictures[picture]!,
      });
      await response.arrayBuffer();
      if (response.status === 201) {
        ledger.added.add(id);
        mine.push(id);
      }
    } catch {
      return;
    }
  }
}

async function ask<T>(server: ServerProcess, address: string, init?: RequestInit): Promise<T> {
  const response = await fetch(server.url + address, init);
  expect([address, response.status]).toEqual([address, 200]);
  return (await response.json()) as T;
}

/** Holds the server against the ledger. */
async function verify(server: ServerProcess, ledger: Ledger, picture: Buffer): Promise<Set<string>> {
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 30_000 }).toBe(200);
  const { neighbours } = await ask<SearchResponse>(server, '/v1/collections/c/search?k=1000', {
    method: 'POST',
    headers: { 'content-type': 'image/png' },
    body: picture,
  });
  const found = neighbours.map(({ id }) => id);
  const there = new Set(found);
  expect(there.size).toBe(found.length);
  const { collections } = await ask<CollectionList>(server, '/v1/collections');
  expect(collections).toMatchObject([{ name: 'c', items: there.size }]);

  const lost = [...ledger.added].filter((id) => !there.has(id) && !ledger.removalAsked.has(id));
  const ghosts = [...there].filter((id) => !ledger.asked.has(id) || ledger.removed.has(id));
  expect({ lost, ghosts }).toEqual({ lost: [], ghosts: [] });
  return there;
}

it(`loses no acknowledged item and shows no other over ${ROUNDS} kill -9 at random moments`, { timeout: 300_000 }, async () => {
  const home = await mkdtemp(path.join(tmpdir(), 'supcon-kill-'));
  const uniform = uniforms(SEED);
  const ledger: Ledger = { asked: new Map(), added: new Set(), removalAsked: new Set(), removed: new Set() };
  let server: ServerProcess | undefined;
  try {
    await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
    const pictures = await Promise.all(Array.from({ length: 16 }, (_, seed) => makePicture(seed)));
    server = await startServerProcess(home);
    expect((await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' })).status).toBe(201);
    for (let round = 0; round < ROUNDS; round++) {
      const killed = server;
      const clients = Array.from({ length: CLIENTS }, (_, i) =>
        client(killed.url, `r${round}-c${i}`, pictures, ledger, uniforms(SEED + round * CLIENTS + i)),
      );
      await sleep(20 + uniform() * 500);
      expect(await killed.end('SIGKILL')).toBeNull();
      await Promise.all(clients);
      server = await startServerProcess(home);
      await verify(server, ledger, pictures[0]!);
    }
    expect(ledger.added.size).toBeGreaterThan(ROUNDS);
    expect(ledger.removed.size).toBeGreaterThan(0);

    // The items are whole: what HTTP shows of each is what was sent, and their pictures are there.
    const there = await verify(server, ledger, pictures[0]!);
    for (const id of there) {
      const item = await ask<components['schemas']['Item']>(server, `/v1/collections/c/items/${id}`);
      expect(item).toMatchObject({ id, label: id.replace(/-\d+$/, '') });
      expect((await fetch(server.url + item.thumbnailUrl)).status).toBe(200);
    }
    // Every item is among the first that its own picture finds, before all with another picture.
    for (const [number, picture] of pictures.entries()) {
      const { neighbours } = await ask<SearchResponse>(server, '/v1/collections/c/search?k=1000', {
        method: 'POST',
        headers: { 'content-type': 'image/png' },
        body: picture,
      });
      const own = [...there].filter((id) => ledger.asked.get(id) === number);
      const first = neighbours.slice(0, own.length);
      expect(first.map(({ id }) => id).sort()).toEqual(own.sort());
      for (const { similarity } of first) expect(similarity).toBeCloseTo(1, 5);
    }
    // An orderly stop saves the index; nothing changes by that.
    expect(await server.end('SIGTERM')).toBe(0);
    server = await startServerProcess(home);
    expect(await verify(server, ledger, pictures[0]!)).toEqual(there);
  } finally {
    await server?.end('SIGKILL');
    await rm(home, { recursive: true, force: true });
  }
});
