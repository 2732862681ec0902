import type { DriftReference } from '@supcon/core/artifact';
import { CoreError } from '@supcon/core/errors';
import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { uniforms } from '../../test/tiny-artifact.js';
import { MemoryDrift, openMemoryDriftStore } from '../adapters/memory/memory-drift-store.js';
import { createMemoryModelRegistry } from '../adapters/memory/memory-model-registry.js';
import type { SeenPicture } from '../domain/drift-observer.js';
import type { ModelReference } from '../domain/drift-references.js';
import type { DriftStore } from '../domain/drift-store.js';
import { ServerError } from '../domain/errors.js';
import { followDrift, type FollowDriftDeps } from './follow-drift.js';

const START = Date.parse('2026-11-30T10:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const model = modelRecord('photos', 1);
const WIDTH = model.embeddingSize;

/** Of 1,000 pictures whose embeddings lie about one direction, half of each class. */
const drift: DriftReference = {
  mean: Float32Array.of(0.8, 0, 0, 0, 0, 0, 0, 0),
  record: {
    taking: 1,
    images: 1000,
    confidence: [...new Array<number>(18).fill(0), 500, 500],
    predicted: [500, 500],
    squaredCovariance: 0.36 ** 2 / 7,
  },
};
const REFERENCE: ModelReference = { drift, unknown: undefined };

function setUp({
  data = new MemoryDrift(),
  store = openMemoryDriftStore(data),
  ...changes
}: Partial<FollowDriftDeps> & { data?: MemoryDrift } = {}) {
  const clock = { seconds: 0 };
  let ids = 0;
  const lines: Record<string, unknown>[] = [];
  const followed = followDrift({
    store,
    references: { load: () => Promise.resolve(REFERENCE) },
    registry: createMemoryModelRegistry([model]),
    requireModel: () => model,
    thumbnail: (bytes) => Promise.resolve(bytes.slice(0, 2)),
    options: { pictures: 200, hours: 1, examples: 0, exampleBytes: 1000 },
    newId: () => `id ${ids++}`,
    now: () => new Date(START + clock.seconds * 1000),
    logger: pino({ level: 'info' }, { write: (line: string) => lines.push(JSON.parse(line) as Record<string, unknown>) }),
    ...changes,
  });
  return { followed, clock, data, store, lines };
}

/** As the reference has them, or `off` to another side. */
function pictures(seed: number, count: number, off = false): SeenPicture[] {
  const draw = uniforms(seed);
  return Array.from({ length: count }, (_, n) => {
    const side = 1 + Math.floor(draw() * (WIDTH - 1));
    const embedding = new Float32Array(WIDTH);
    embedding[0] = 0.8;
    embedding[off ? 1 : side] = off || n % 2 === 0 ? 0.6 : -0.6;
    return { embedding, label: n % 2, confidence: n % 4 < 2 ? 0.93 : 0.98, bytes: Uint8Array.of(seed, n, 9) };
  });
}

describe('followDrift', () => {
  it('holds the last pictures against the reference, and says since when it stands so', async () => {
    const { followed, clock, lines } = setUp();
    for (const picture of pictures(1, 200)) followed.observer.saw(model, picture);
    expect(await followed.report()).toMatchObject({
      verdict: 'ok',
      window: { pictures: 200, since: at(0), until: at(0), mostPictures: 200, mostHours: 1 },
      measures: { embeddings: { verdict: 'ok', since: at(0) }, unknown: { verdict: 'noReference' }, labels: { distance: 0 } },
    });
    for (const [n, picture] of pictures(2, 200, true).entries()) {
      clock.seconds = 1 + n;
      followed.observer.saw(model, picture);
      if (n % 10 === 9) await followed.report();
    }
    clock.seconds = 500;
    const { verdict, measures } = await followed.report();
    expect([verdict, measures.embeddings.verdict]).toEqual(['alarm', 'alarm']);
    const begun = (Date.parse(measures.embeddings.since) - START) / 1000;
    expect(begun).toBeGreaterThan(1);
    expect(begun).toBeLessThan(150);
    expect(lines.filter(({ level }) => level === 40)).toEqual([
      expect.objectContaining({
        model: 'photos/1',
        measure: 'embeddings',
        verdict: 'alarm',
        msg: expect.stringContaining('by chance') as string,
      }),
    ]);
  });

  it('lets pictures go that are too many or too old', async () => {
    const { followed, clock, data } = setUp();
    for (const [n, picture] of pictures(1, 500).entries()) {
      clock.seconds = n / 1000;
      followed.observer.saw(model, picture);
    }
    expect((await followed.report()).window.pictures).toBe(200);
    expect([...data.models.values()].map(({ blocks }) => blocks.size)).toEqual([20]);
    clock.seconds = 3601;
    await followed.keepUp();
    expect([...data.models.values()].map(({ blocks }) => blocks.size)).toEqual([0]);
    expect(await followed.report()).toMatchObject({ verdict: 'fewPictures', window: { pictures: 0 } });
  });

  it('adds up what several processes have seen, and what was seen before a restart', async () => {
    const data = new MemoryDrift();
    const [one, other] = [setUp({ data, newId: idsOf('one') }), setUp({ data, newId: idsOf('other') })];
    for (const picture of pictures(1, 55)) one.followed.observer.saw(model, picture);
    for (const picture of pictures(2, 48)) other.followed.observer.saw(model, picture);
    await other.followed.close();
    expect((await one.followed.report()).window.pictures).toBe(103);
    expect((await one.followed.report()).window.pictures).toBe(103);
    await one.followed.close();
    expect((await setUp({ data }).followed.report()).window.pictures).toBe(103);
  });

  it('never fails who tells it of a picture, also where nothing can be kept; what can be kept again counts', async () => {
    const store = openMemoryDriftStore(new MemoryDrift());
    let down = true;
    const failing: DriftStore = {
      ...store,
      put: (...block) => (down ? Promise.reject(new ServerError('NOT_READY', 'down')) : store.put(...block)),
    };
    const { followed, lines } = setUp({ store: failing });
    for (const picture of pictures(1, 2000)) followed.observer.saw(model, picture);
    await followed.keepUp();
    await expect(followed.measured()).resolves.toMatchObject({ pictures: 0 });
    expect(lines.some(({ level, err }) => level === 40 && err !== undefined)).toBe(true);
    down = false;
    for (const picture of pictures(2, 30)) followed.observer.saw(model, picture);
    expect((await followed.report()).window.pictures).toBe(30);
  });

  it('answers about the model that is meant, and tells which one cannot be', async () => {
    const { followed } = setUp({
      requireModel: () => {
        throw new ServerError('NO_MODEL', 'none');
      },
    });
    await expect(followed.report()).rejects.toMatchObject({ code: 'NO_MODEL' });
    expect(await followed.measured()).toBeUndefined();
    expect((await followed.report({ model: 'photos/1' })).model).toMatchObject({ name: 'photos', version: 1 });
    await expect(followed.report({ model: 'none' })).rejects.toMatchObject({ code: 'MODEL_NOT_FOUND' });
    const gone = setUp({ references: { load: () => Promise.reject(new CoreError('BAD_ARTIFACT', `artifact ${model.location}: gone`)) } });
    const failed = gone.followed.report();
    await expect(failed).rejects.toMatchObject({ code: 'MODEL_UNUSABLE', message: expect.not.stringContaining(model.location) as string });
  });

  it('keeps those that drive a measure most, of what is in the window, within its bounds', async () => {
    const { followed, clock, data } = setUp({ options: { pictures: 200, hours: 1, examples: 3, exampleBytes: 1000 } });
    expect(followed.observer.wantsPictures).toBe(true);
    for (const picture of pictures(1, 100)) followed.observer.saw(model, picture);
    await followed.report();
    for (const [n, picture] of pictures(2, 200, true).entries()) {
      clock.seconds = 1 + n;
      followed.observer.saw(model, picture);
      if (n % 10 === 9) await followed.report();
    }
    const { examples } = await followed.report();
    expect(examples.kept).toBe(3);
    expect(examples.shown.map(({ measure }) => measure)).toEqual(['embeddings', 'embeddings', 'embeddings']);
    for (const { id, seenAt, bytes } of examples.shown) {
      expect([(await followed.example(id))[0], bytes]).toEqual([2, 2]);
      expect(seenAt > at(0)).toBe(true);
    }
    await expect(followed.example('none')).rejects.toMatchObject({ code: 'EXAMPLE_NOT_FOUND' });
    await setUp({ data }).followed.keepUp();
    await setUp({ data, now: () => new Date(START + 9_999_000) }).followed.keepUp();
    expect(data.thumbnails.size).toBe(0);
  });
});

function idsOf(name: string): () => string {
  let ids = 0;
  return () => `${name} ${ids++}`;
}
