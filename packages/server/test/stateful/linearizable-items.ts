import { ConflictError, createSupconClient, NotFoundError } from '@supcon/sdk';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServerProcess, type ServerProcess } from '../server-process.js';
import { makeTinyArtifact, uniforms } from '../tiny-artifact.js';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { untilReady } from './until-ready.js';
import { vectorOf } from './collection-model.js';
import { isLinearizable, type Answered, type Asked, type Operation } from './linearizable.js';

const ROUNDS = Number(process.env['SUPCON_ROUNDS'] ?? 200);
const SEED = Number(process.env['SUPCON_SEED'] ?? 20_261_130);
const CLIENTS = 8;
const ITEMS = 6;
/** Of each client in a round: about 30 on each item, as many as can be held against every order. */
const REQUESTS = 22;
/** In one of so many rounds the server is killed in the middle, and started again. */
const KILL_EVERY = 10;

let home: string;
let server: ServerProcess;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-linearizable-'));
  await makeTinyArtifact(path.join(home, 'artifacts/tiny/1'));
  server = await startServerProcess(home);
  await untilReady(server.url);
}, 60_000);
afterAll(async () => {
  await server.end('SIGKILL');
  await rm(home, { recursive: true, force: true });
});

/** Asks for one thing, and says how it was answered; undefined where no answer came. */
async function ask(
  collection: string,
  id: string,
  asked: Asked,
  encoder: { encoderHash: string; embeddingSize: number },
): Promise<Answered | undefined> {
  const supcon = createSupconClient({ baseUrl: server.url, retries: 0 });
  try {
    if (asked.do === 'delete') {
      await supcon.items.delete(collection, id);
      return 'deleted';
    }
    const item =
      asked.do === 'get'
        ? await supcon.items.get(collection, id)
        : asked.do === 'patch'
          ? await supcon.items.patch(collection, id, { label: asked.label })
          : await supcon.items.addVector(collection, {
              ...{ id, label: asked.label, encoderHash: encoder.encoderHash },
              vector: vectorOf(1, encoder.embeddingSize),
            });
    return { label: item.label!, version: item.version };
  } catch (error) {
    if (error instanceof NotFoundError) return 'missing';
    if (error instanceof ConflictError) return 'conflict';
    return undefined;
  }
}

it(
  `answers ${CLIENTS} clients at once as if one came after the other, ${ROUNDS} rounds, a kill in every ${KILL_EVERY}th`,
  async () => {
    const uniform = uniforms(SEED);
    let unanswered = 0;
    let up = Promise.resolve();
    for (let round = 0; round < ROUNDS; round++) {
      const name = `r${round}`;
      const encoder = await createSupconClient({ baseUrl: server.url }).collections.create(name);
      const history = new Map<string, Operation[]>(Array.from({ length: ITEMS }, (_, item) => [`i${item}`, []]));
      const client = async (number: number): Promise<void> => {
        for (let request = 0; request < REQUESTS; request++) {
          const id = `i${Math.floor(uniform() * ITEMS)}`;
          const label = `l${Math.floor(uniform() * 4)}`;
          const draw = uniform();
          const asked: Asked =
            draw < 0.3 ? { do: 'add', label } : draw < 0.55 ? { do: 'patch', label } : draw < 0.7 ? { do: 'delete' } : { do: 'get' };
          const from = performance.now();
          const answered = await ask(name, id, asked, encoder);
          // Asked before it is up again, everything would be without an answer.
          if (answered === undefined) await up;
          history.get(id)!.push({ client: number, from, to: answered === undefined ? Infinity : performance.now(), asked, answered });
        }
      };
      const clients = Array.from({ length: CLIENTS }, (_, number) => client(number));
      if (round % KILL_EVERY === KILL_EVERY - 1) {
        await sleep(20 + 100 * uniform());
        up = server.end('SIGKILL').then(async () => {
          server = await startServerProcess(home);
          await untilReady(server.url);
        });
        await up;
      }
      await Promise.all(clients);
      for (const [id, operations] of history) {
        unanswered += operations.filter(({ answered }) => answered === undefined).length;
        expect(isLinearizable(operations), `${name} ${id}: ${JSON.stringify(operations)}`).toBe(true);
      }
      await createSupconClient({ baseUrl: server.url }).collections.delete(name);
    }
    // Otherwise no kill met a request.
    if (ROUNDS >= 3 * KILL_EVERY) expect(unanswered).toBeGreaterThan(0);
  },
  60 * 60_000,
);
