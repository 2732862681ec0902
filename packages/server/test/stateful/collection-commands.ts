import { createSupconClient, ItemChangedError, NotFoundError, SupconApiError, type SupconClient } from '@supcon/sdk';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { untilReady } from './until-ready.js';
import { startTestServer, type TestServer } from '../test-server.js';
import {
  conditionOf,
  LABELS,
  metadataOf,
  nearestOf,
  vectorOf,
  type CollectionModel,
  type Condition,
  type ModelItem,
} from './collection-model.js';

const RUNS = Number(process.env['SUPCON_RUNS'] ?? 2000);
const SEED = Number(process.env['SUPCON_SEED'] ?? 20_261_130);
const IDS = ['i0', 'i1', 'i10', 'i11', 'a/b', 'é', '字', 'i2', 'i3', 'i4'];

let server: TestServer;
let encoder: { readonly encoderHash: string; readonly embeddingSize: number };
beforeAll(async () => {
  // The graph from the first vector on; it looks at far more candidates than there ever are items, so that it finds all.
  const engine = process.env['SUPCON_INDEX'];
  server = await startTestServer({ settings: { SUPCON_EXACT_UP_TO: '0', ...(engine === undefined ? {} : { SUPCON_INDEX: engine }) } });
}, 60_000);
afterAll(() => server.close());

/** What commands work on beside the model. */
interface Real {
  readonly name: string;
}
type Command = fc.AsyncCommand<CollectionModel, Real>;

const supcon = (): SupconClient => createSupconClient({ baseUrl: server.url, retries: 0 });

/** A command that can always be asked for: what comes of it where there is no such item is part of what is held to. */
function command(title: string, run: (model: CollectionModel, collection: string) => Promise<void>): Command {
  return { check: () => true, toString: () => title, run: (model, { name }) => run(model, name) };
}

/** What an item looks like from outside, without times. */
const shown = ({ id, label, n, version }: ModelItem) => ({ id, label, metadata: metadataOf(n), version });
const codeOf = (error: unknown): unknown => (error instanceof SupconApiError ? error.code : error);

const id = fc.constantFrom(...IDS);
const label = fc.constantFrom(...LABELS);
const small = fc.integer({ min: 0, max: 6 });
const condition = fc.tuple(fc.nat(6), label, small).map((values) => conditionOf(...values));
const maybeCondition = fc.option(condition, { nil: undefined, freq: 3 });
const fitting = (model: CollectionModel, asked: Condition | undefined): ModelItem[] =>
  [...model.values()].filter((item) => asked?.fits(item) ?? true);
const filterOf = (asked: Condition | undefined) => (asked ? { filter: asked.filter as never } : {});

/** Which state a write says that it has seen. */
type Seen = 'any' | 'now' | 'before';
const seen = fc.constantFrom<Seen>('any', 'any', 'now', 'before');

/** Does a write under the tag of the state that is there, or of one that is not there any more.
 * @returns whether it is to be refused as stale. */
async function tagOf(asked: Seen, collection: string, item: string): Promise<{ ifMatch?: string }> {
  if (asked === 'any') return {};
  if (asked === 'before') return { ifMatch: '"4000000000-1"' };
  const read = await supcon().items.get(collection, item);
  return { ifMatch: supcon().items.tag(read)! };
}

const COMMANDS = [
  fc.tuple(id, fc.nat(9), label, small).map(([item, seed, text, n]) =>
    command(`add ${item} ${seed} ${text} ${n}`, async (model, collection) => {
      const known = model.get(item);
      const vector = vectorOf(seed, encoder.embeddingSize);
      const added = supcon().items.addVector(collection, {
        ...{ id: item, vector: vector.map((value) => value * 3), encoderHash: encoder.encoderHash },
        ...{ label: text, metadata: metadataOf(n) },
      });
      if (!known) {
        model.set(item, { id: item, label: text, n, version: 1, vector, added: { seed, label: text, n } });
        const { data, status } = await added.withResponse();
        expect([status, data]).toMatchObject([201, shown(model.get(item)!)]);
      } else if (known.added.seed === seed && known.added.label === text && known.added.n === n) {
        const { data, status } = await added.withResponse();
        expect([status, data]).toMatchObject([200, shown(known)]);
      } else expect(codeOf(await added.catch((error: unknown) => error))).toBe('ITEM_CONFLICT');
    }),
  ),
  fc.tuple(id, fc.option(label, { nil: undefined }), small, seen).map(([item, text, n, how]) =>
    command(`patch ${item} ${text} ${n} ${how}`, async (model, collection) => {
      const known = model.get(item);
      const tag = known ? await tagOf(how, collection, item) : {};
      const changes = text === undefined ? { metadata: metadataOf(n) } : { label: text };
      const patched = supcon().items.patch(collection, item, changes, tag);
      if (!known) {
        await expect(patched).rejects.toThrow(NotFoundError);
        return;
      }
      if (how === 'before') {
        await expect(patched).rejects.toThrow(ItemChangedError);
        return;
      }
      if (text === undefined) known.n = n;
      else known.label = text;
      known.version++;
      expect(await patched).toMatchObject(shown(known));
    }),
  ),
  fc.tuple(id, seen).map(([item, how]) =>
    command(`delete ${item} ${how}`, async (model, collection) => {
      const tag = model.has(item) ? await tagOf(how, collection, item) : {};
      const removed = supcon().items.delete(collection, item, tag);
      if (!model.has(item)) await expect(removed).rejects.toThrow(NotFoundError);
      else if (how === 'before') await expect(removed).rejects.toThrow(ItemChangedError);
      else {
        await removed;
        model.delete(item);
      }
    }),
  ),
  fc.tuple(condition, fc.boolean()).map(([asked, guess]) =>
    command(
      `delete those with ${JSON.stringify(asked.filter)} ${guess ? 'as many as there are' : 'one more'}`,
      async (model, collection) => {
        const gone = fitting(model, asked);
        const request = { filter: asked.filter as never, expected: gone.length + (guess ? 0 : 1) };
        const answer = supcon().items.deleteMatching(collection, request);
        if (!guess) {
          expect(codeOf(await answer.catch((error: unknown) => error))).toBe('UNEXPECTED_COUNT');
          return;
        }
        expect(await answer).toMatchObject({ deleted: gone.length });
        for (const item of gone) model.delete(item.id);
      },
    ),
  ),
  id.map((item) =>
    command(`get ${item}`, async (model, collection) => {
      const known = model.get(item);
      const read = supcon().items.get(collection, item);
      if (known) expect(await read).toMatchObject(shown(known));
      else await expect(read).rejects.toThrow(NotFoundError);
    }),
  ),
  fc.tuple(maybeCondition, fc.integer({ min: 1, max: 4 })).map(([asked, limit]) =>
    command(`list ${JSON.stringify(asked?.filter)} by ${limit}`, async (model, collection) => {
      const items = [];
      for await (const item of supcon().items.list(collection, { ...filterOf(asked), limit })) items.push(item);
      expect(items).toMatchObject(fitting(model, asked).map(shown));
    }),
  ),
  maybeCondition.map((asked) =>
    command(`count labels ${JSON.stringify(asked?.filter)}`, async (model, collection) => {
      const counts = new Map<string | null, number>();
      for (const item of fitting(model, asked)) counts.set(item.label, (counts.get(item.label) ?? 0) + 1);
      const { values } = await supcon().items.facets(collection, { field: 'label', ...filterOf(asked) });
      expect(new Map(values.map(({ value, count }) => [value, count]))).toEqual(counts);
    }),
  ),
  fc.tuple(maybeCondition, fc.nat(12), fc.integer({ min: 1, max: 12 }), fc.boolean()).map(([asked, seed, k, exact]) =>
    command(`search ${seed} ${k} ${exact} ${JSON.stringify(asked?.filter)}`, async (model, collection) => {
      const query = vectorOf(seed, encoder.embeddingSize);
      const { neighbours } = await supcon().search(collection, { vector: query, k, exact, ...filterOf(asked) });
      const expected = nearestOf(fitting(model, asked), query, k);
      expect(neighbours).toHaveLength(expected.length);
      neighbours.forEach(({ similarity }, at) => expect(similarity).toBeCloseTo(expected[at]!.similarity, 4));
      for (const { id: item, label: text, metadata } of neighbours) {
        const known = model.get(item)!;
        expect({ label: text, metadata }).toEqual({ label: known.label, metadata: metadataOf(known.n) });
      }
      expect(new Set(neighbours.map((item) => item.id)).size).toBe(neighbours.length);
    }),
  ),
  fc.tuple(id, fc.boolean()).map(([item, excludeSelf]) =>
    command(`search like ${item} ${excludeSelf}`, async (model, collection) => {
      const known = model.get(item);
      const found = supcon().search(collection, { itemId: item, k: 20, excludeSelf });
      if (!known) {
        await expect(found).rejects.toThrow(NotFoundError);
        return;
      }
      const ids = (await found).neighbours.map((neighbour) => neighbour.id);
      expect(new Set(ids)).toEqual(new Set([...model.keys()].filter((other) => !(excludeSelf && other === item))));
    }),
  ),
  fc.constant(
    command('export', async (model, collection) => {
      const items = [];
      for await (const item of supcon().items.exportAll(collection, { vectors: true })) items.push(item);
      expect(items).toMatchObject([...model.values()].map(shown));
      items.forEach(({ vector }, at) => {
        const added = [...model.values()][at]!.vector;
        vector!.forEach((value, d) => expect(value).toBeCloseTo(added[d]!, 6));
      });
    }),
  ),
  fc.constant(
    command('describe', async (model, collection) => {
      expect(await supcon().collections.get(collection)).toMatchObject({ items: model.size, losses: [] });
    }),
  ),
];
/** A restart takes as long as a hundred other commands. */
const RESTART = fc.constant(
  command('restart', async () => {
    await server.restart();
    await untilReady(server.url);
  }),
);

it(
  `answers as a map of items does, over ${RUNS} sequences of commands`,
  async () => {
    const made = await supcon().collections.create('first');
    encoder = made;
    let runs = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.commands([...COMMANDS, ...COMMANDS, ...COMMANDS, ...COMMANDS, RESTART], { maxCommands: 40, size: 'max' }),
        async (commands) => {
          const name = `c${++runs}`;
          await supcon().collections.create(name);
          try {
            await fc.asyncModelRun(() => ({ model: new Map() as CollectionModel, real: { name } }), commands);
          } finally {
            await supcon().collections.delete(name);
          }
        },
      ),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );
  },
  3 * 60 * 60_000,
);
