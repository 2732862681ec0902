import { mkdir, mkdtemp, readdir, rm, utimes } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, it } from 'vitest';
import { makePicture } from '../pictures.js';
import { runCommand, startServerProcess, type ServerProcess } from '../server-process.js';
import { makeTinyArtifact, uniforms } from '../tiny-artifact.js';
import { damage, drawDamage } from './damage.js';
import { compareWithLedger, openLedger, saveLedger, type Ledger } from './ledger.js';

const ROUNDS = Number(process.env['SUPCON_ROUNDS'] ?? 300);
const SEED = Number(process.env['SUPCON_SEED'] ?? 20_261_130);
/** Where home and ledger stay, so that a run that was broken off is gone on with. */
const KEEP = process.env['SUPCON_KEEP'];
/** The addon of the graphs, where it is not the usual one. */
const ENGINE = process.env['SUPCON_INDEX'] === undefined ? {} : { SUPCON_INDEX: process.env['SUPCON_INDEX'] };
const CLIENTS = 4;
const PICTURES = 16;
/** Few enough to be listed by one search. */
const MOST_ITEMS = 800;
const HOUR = 3600;

let pictures: Buffer[];

interface Neighbour {
  readonly id: string;
  readonly similarity: number;
}

async function search(server: ServerProcess, picture: Buffer): Promise<Neighbour[]> {
  const response = await fetch(`${server.url}/v1/collections/c/search?k=1000`, {
    ...{ method: 'POST', headers: { 'content-type': 'image/png' }, body: new Uint8Array(picture) },
  });
  expect(response.status).toBe(200);
  return ((await response.json()) as { neighbours: Neighbour[] }).neighbours;
}

/** Adds, removes, searches, and makes and deletes a collection of its own, until the server is gone. */
async function client(server: ServerProcess, name: string, ledger: Ledger, uniform: () => number): Promise<void> {
  const mine = [...ledger.added].filter((id) => !ledger.removalAsked.has(id) && uniform() < 0.1);
  const send = async (method: string, address: string, picture?: Buffer): Promise<number> => {
    const response = await fetch(`${server.url}/v1/collections/${address}`, {
      method,
      ...(picture ? { headers: { 'content-type': 'image/png' }, body: new Uint8Array(picture) } : {}),
    });
    await response.arrayBuffer();
    expect([method, address, response.status >= 500 && response.status !== 503]).toEqual([method, address, false]);
    return response.status;
  };
  for (let n = 0; ; n++)
    try {
      const draw = uniform();
      if (draw < 0.05) await send(draw < 0.025 ? 'PUT' : 'DELETE', `own-${name.replace(/^r\d+-/, '')}`);
      else if (draw < 0.15) await send('POST', 'c/search?k=3', pictures[n % PICTURES]);
      else if (draw < 0.4 && mine.length > 2) {
        const [id] = mine.splice(Math.floor(uniform() * mine.length), 1);
        ledger.removalAsked.add(id!);
        if ((await send('DELETE', `c/items/${id}`)) === 204) ledger.removed.add(id!);
      } else if (ledger.added.size - ledger.removalAsked.size < MOST_ITEMS) {
        const id = `${name}-${n}`;
        const picture = Math.floor(uniform() * PICTURES);
        ledger.asked.set(id, picture);
        if ((await send('POST', `c/items?id=${id}&label=${name}`, pictures[picture])) === 201) {
          ledger.added.add(id);
          mine.push(id);
        }
      }
    } catch (error) {
      if (error instanceof TypeError) return;
      throw error;
    }
}

/** Holds the server against the ledger. @param mayLose whether acknowledged items may be missing, if the server says so. */
async function verify(server: ServerProcess, home: string, ledger: Ledger, mayLose: boolean): Promise<void> {
  await expect.poll(async () => (await fetch(`${server.url}/readyz`)).status, { timeout: 60_000 }).toBe(200);
  const listed = (await (await fetch(`${server.url}/v1/collections`)).json()) as {
    collections: { name: string; items: number; losses: { items: number }[] }[];
  };
  const c = listed.collections.find(({ name }) => name === 'c')!;
  const found = await search(server, pictures[0]!);
  const there = new Set(found.map(({ id }) => id));
  expect([there.size, c.items]).toEqual([found.length, found.length]);
  const { lost, ghosts } = compareWithLedger(there, ledger);
  // Of what a damaged log has taken, removals come back too.
  if (c.losses.length > 0 && mayLose) {
    for (const id of lost) ledger.added.delete(id);
    for (const id of there) {
      if (!ledger.removalAsked.delete(id)) continue;
      ledger.removed.delete(id);
      ledger.revived.add(id);
      ledger.added.add(id);
    }
    expect(compareWithLedger(there, ledger)).toEqual({ lost: [], ghosts: [] });
    expect((await runCommand('verify', '--home', home, '--accept-losses')).stderr).toContain('losses are accepted');
  } else expect({ lost, ghosts, losses: c.losses }).toEqual({ lost: [], ghosts: [], losses: [] });
  // Every item is among the first that its own picture finds, as near as can be.
  const number = ledger.rounds % PICTURES;
  const own = [...there].filter((id) => ledger.asked.get(id) === number);
  const first = (await search(server, pictures[number]!)).slice(0, own.length);
  expect(first.map(({ id }) => id).sort()).toEqual(own.sort());
  for (const { similarity } of first) expect(similarity).toBeCloseTo(1, 5);
}

it(`loses nothing that was acknowledged, and shows nothing else, over ${ROUNDS} kills under load`, { timeout: 7_200_000 }, async () => {
  const folder = KEEP ?? (await mkdtemp(path.join(tmpdir(), 'supcon-rounds-')));
  const home = path.join(folder, 'home');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, 'ledger.json');
  const ledger = await openLedger(file, SEED);
  pictures = await Promise.all(Array.from({ length: PICTURES }, (_, seed) => makePicture(seed)));
  if (ledger.rounds === 0) await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  let server: ServerProcess | undefined;
  try {
    // Snapshots are to be met by kills too.
    server = await startServerProcess(home, { ...ENGINE, SUPCON_EXACT_UP_TO: '50' });
    await fetch(`${server.url}/v1/collections/c`, { method: 'PUT' });
    while (ledger.rounds < ROUNDS) {
      const uniform = uniforms(SEED + ledger.rounds);
      const killed = server;
      const clients = Array.from({ length: CLIENTS }, (_, i) =>
        client(killed, `r${ledger.rounds}-c${i}`, ledger, uniforms(SEED * 7 + ledger.rounds * CLIENTS + i)),
      );
      await sleep(50 + uniform() * 1000);
      // Now and then in order, so that there are snapshots to damage; or in the middle of that.
      const draw = uniform();
      const ended = draw < 0.2 ? killed.end('SIGTERM') : undefined;
      if (draw > 0.1) {
        if (ended) await sleep(uniform() * 300);
        await killed.end('SIGKILL');
      }
      await ended;
      await Promise.all(clients);
      const kind = drawDamage(uniform());
      const hit = await damage(kind, home, uniform);
      server = await startServerProcess(home, { ...ENGINE, SUPCON_EXACT_UP_TO: '50' });
      try {
        await verify(server, home, ledger, kind === 'wal' && hit !== undefined);
      } catch (error) {
        throw new Error(`round ${ledger.rounds}, seed ${SEED}, damage ${kind} ${hit ?? ''}`, { cause: error });
      }
      ledger.rounds++;
      await saveLedger(file, ledger);
    }
    expect(ledger.added.size).toBeGreaterThan(ROUNDS);
    expect(await server.end('SIGTERM')).toBe(0);
    // Two hours later the sweep of a start finds every picture that a kill has left without an item.
    const database = new Database(path.join(home, 'server/items.sqlite'));
    database.exec("UPDATE beginning SET begun_at = '2026-01-01T00:00:00.000Z'");
    const items = database.prepare('SELECT id, blob FROM items').all() as { id: string; blob: string }[];
    database.close();
    await rm(path.join(home, 'server/jobs.sqlite'), { force: true });
    const blobs = path.join(home, 'server/blobs');
    const listed = async (): Promise<string[]> =>
      (await readdir(blobs, { recursive: true }))
        .filter((name) => /original|thumbnail|\.tmp$/.test(name))
        .map((name) => path.join(blobs, name));
    const then = Date.now() / 1000 - 2 * HOUR;
    const before = await listed();
    const whole = items.filter(({ blob }) => before.filter((name) => name.startsWith(path.join(blobs, `${blob}.`))).length === 2);
    const pictureless = items.filter((item) => !whole.includes(item)).map(({ id }) => id);
    expect(pictureless.filter((id) => !ledger.revived.has(id))).toEqual([]);
    for (const name of before) await utimes(name, then, then);
    server = await startServerProcess(home, ENGINE);
    await expect.poll(async () => (await listed()).length, { timeout: 60_000, interval: 200 }).toBe(2 * whole.length);
    console.log(
      `${ledger.rounds} kills, ${ledger.added.size} items acknowledged, ${items.length} there; ${before.length - 2 * whole.length} files without an item were swept`,
    );
    expect(await server.end('SIGTERM')).toBe(0);
    const { events } = await runCommand('verify', '--home', home, '--json');
    expect(events.filter(({ event }) => event === 'fault')).toHaveLength(pictureless.length);
  } finally {
    await server?.end('SIGKILL');
    if (KEEP === undefined) await rm(folder, { recursive: true, force: true });
  }
});
