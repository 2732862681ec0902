import { rm } from 'node:fs/promises';
import path from 'node:path';
import { labelSet } from '@supcon/core/artifact';
import type { components } from '@supcon/sdk/schema';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { asJson, form, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Answer = components['schemas']['ClassifyResponse'];

/** So that no class has all of the probability. */
const SCALE = 0.03;
const TEMPERATURE = 2.5;
/** Of 19 pictures, 9 had this much probability before the right class: a coverage up to 50 % keeps only the first class. */
const LABEL_SETS = { images: 19, scores: [0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9], every: 1 };

let server: TestServer;
let picture: Buffer;
const classify = async (query = ''): Promise<Answer> => {
  const { status, body } = await server.ask('POST', `/v1/classify?${query}`, raw(picture));
  expect(status).toBe(200);
  return body as Answer;
};
const shareOf = ({ predictions }: Answer): Map<string, number> =>
  new Map(predictions.map(({ label, probability }) => [label, probability]));

beforeAll(async () => {
  server = await startTestServer();
  picture = await makePicture(1);
  await rm(path.join(server.home, 'artifacts', 'tiny', '1'), { recursive: true });
  await server.restart();
  // The same encoder without and with what validation has calibrated.
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'plain', '1'), { name: 'plain', classifierScale: SCALE });
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'calibrated', '1'), {
    name: 'calibrated',
    classifierScale: SCALE,
    calibration: { temperature: TEMPERATURE },
    labelSets: LABEL_SETS,
  });
  await server.ask('PUT', '/v1/aliases/production', asJson({ model: 'calibrated' }));
});
afterAll(() => server.close());

describe('probabilities', () => {
  it('are those of the temperature that the artifact was calibrated with', async () => {
    const [plain, calibrated] = [shareOf(await classify('model=plain')), shareOf(await classify())];
    const powers = new Map([...plain].map(([label, probability]) => [label, probability ** (1 / TEMPERATURE)]));
    const sum = [...powers.values()].reduce((total, power) => total + power, 0);
    expect([...calibrated.keys()]).toEqual([...plain.keys()]);
    // Otherwise no temperature changes them.
    expect(Math.max(...plain.values())).toBeLessThan(0.99);
    for (const [label, probability] of calibrated) expect(probability).toBeCloseTo(powers.get(label)! / sum, 5);
  });
});

describe('label sets', () => {
  it.each([0.5, 0.8, 0.9, 0.95, 0.999])('hold what a coverage of %d asks for', async (coverage) => {
    const answer = await classify(`coverage=${coverage}`);
    const order = answer.predictions.map(({ label }) => label);
    const wanted = labelSet(
      Float64Array.from(answer.predictions, ({ probability }) => probability),
      LABEL_SETS,
      coverage,
    );
    expect(answer.labelSet).toEqual({ labels: wanted.map((c) => order[c]), coverage });
  });

  it('are of 90 % where nothing is said, grow with the coverage, and are not there without a calibration', async () => {
    expect((await classify()).labelSet!.coverage).toBe(0.9);
    const sizes = await Promise.all([0.5, 0.999].map(async (coverage) => (await classify(`coverage=${coverage}`)).labelSet!.labels.length));
    expect(sizes).toEqual([1, 3]);
    expect((await classify('model=plain')).labelSet).toBeUndefined();
  });

  it.each(['0.4', '1', '-1', 'much', 'NaN'])('are refused for a coverage of %s', async (coverage) => {
    expect(await server.ask('POST', `/v1/classify?coverage=${coverage}`, raw(picture))).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST' },
    });
  });
});

describe('the vote of a collection', () => {
  beforeAll(async () => {
    await server.ask('PUT', '/v1/collections/fruit');
    for (const seed of [1, 2, 3, 4, 5, 6, 7]) {
      const fields = { id: `p${seed}`, ...(seed === 4 ? {} : { label: seed % 3 === 0 ? 'pear' : 'apple' }) };
      expect((await server.ask('POST', '/v1/collections/fruit/items', form(await makePicture(seed), fields))).status).toBe(201);
    }
  });

  it('counts the labels of the neighbours that a search finds, and shows them', async () => {
    const { vote } = await classify('collection=fruit&neighbours=7');
    const { body } = await server.ask('POST', '/v1/collections/fruit/search?k=7', raw(picture));
    const { neighbours } = body as components['schemas']['SearchResponse'];
    expect(vote!.neighbours).toEqual(neighbours);
    expect(vote).toMatchObject({
      collection: 'fruit',
      model: { name: 'calibrated', version: 1 },
      votes: [
        { label: 'apple', share: 4 / 6 },
        { label: 'pear', share: 2 / 6 },
      ],
    });
    expect(neighbours[0]!.id).toBe('p1');
    expect((await classify('collection=fruit&neighbours=1')).vote).toMatchObject({ votes: [{ label: 'apple', share: 1 }] });
    expect((await classify()).vote).toBeUndefined();
  });

  it('is that of the model that the collection was made with, whoever classifies', async () => {
    await makeTinyArtifact(path.join(server.home, 'artifacts', 'other', '1'), { name: 'other', seed: 5, width: 2 });
    const own = (await classify('collection=fruit&neighbours=7')).vote;
    const answer = await classify('collection=fruit&neighbours=7&model=other');
    expect(answer.model.name).toBe('other');
    expect(answer.vote).toEqual(own);
  });

  it.each([
    ['collection=none', 404, 'COLLECTION_NOT_FOUND'],
    ['collection=..', 400, 'BAD_REQUEST'],
    ['collection=fruit&neighbours=0', 400, 'BAD_REQUEST'],
    ['collection=fruit&neighbours=1001', 400, 'BAD_REQUEST'],
  ])('is refused for %s', async (query, status, code) => {
    expect(await server.ask('POST', `/v1/classify?${query}`, raw(picture))).toMatchObject({ status, body: { code } });
  });
});
