import path from 'node:path';
import type { components } from '@supcon/sdk/schema';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCornerArtifact } from '../../test/corner-artifact.js';
import { makePicture } from '../../test/pictures.js';
import { formOf, asJson, raw, startTestServer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact, uniforms } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];

/** Pixels a side of what the encoders see: such a picture is resized by nobody. */
const SIDE = 32;
const LABELS = ['apple', 'pear', 'plum'];

let server: TestServer;
beforeAll(async () => {
  server = await startTestServer({ settings: { SUPCON_OCCLUSIONS: '200' } });
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'soft', '1'), {
    name: 'soft',
    labels: LABELS,
    classifierScale: 0.05,
    calibration: { temperature: 1.5 },
  });
  await makeCornerArtifact(path.join(server.home, 'artifacts', 'corner', '1'));
});
afterAll(() => server.close());

const png = (pixels: Uint8Array): Promise<Buffer> =>
  sharp(pixels, { raw: { width: SIDE, height: SIDE, channels: 3 } })
    .png()
    .toBuffer();
const noise = (seed: number): Uint8Array => {
  const uniform = uniforms(seed);
  return Uint8Array.from({ length: SIDE * SIDE * 3 }, () => Math.floor(uniform() * 256));
};
const classify = async (picture: Uint8Array, query: string): Promise<Schemas['ClassifyResponse']> => {
  const { status, body } = await server.ask('POST', `/v1/classify?${query}`, raw(picture));
  expect(status).toBe(200);
  return body as Schemas['ClassifyResponse'];
};
const probabilityOf = (label: string, { predictions }: Pick<Schemas['ClassifyResponse'], 'predictions'>): number =>
  predictions.find((each) => each.label === label)!.probability;

describe('an explanation by occlusion', () => {
  it.each([
    ['soft', 5, ''],
    ['soft', 2, 'plum'],
    ['soft', 14, 'pear'],
  ])('of %s, with a grid of %d, is what covering the picture by hand gives', async (model, grid, label) => {
    const pixels = noise(grid);
    const asked = `model=${model}&explain=occlusion&explainGrid=${grid}${label && `&explainLabel=${label}`}`;
    const { predictions, occlusion } = await classify(await png(pixels), asked);
    const wanted = label || predictions[0]!.label;
    expect(occlusion).toMatchObject({ method: 'occlusion', label: wanted, grid, box: { left: 0, top: 0, width: SIDE, height: SIDE } });
    expect(occlusion!.probability).toBe(probabilityOf(wanted, { predictions }));
    expect(occlusion!.drops).toHaveLength(grid * grid);
    for (let row = 0; row < grid; row++)
      for (let column = 0; column < grid; column++) {
        const covered = pixels.map((value, n) => {
          const [y, x] = [Math.floor(n / 3 / SIDE), Math.floor(n / 3) % SIDE];
          const isIn = (at: number, cell: number): boolean =>
            Math.floor((cell * SIDE) / grid) <= at && at < Math.floor(((cell + 1) * SIDE) / grid);
          return isIn(y, row) && isIn(x, column) ? 128 : value;
        });
        const left = probabilityOf(wanted, await classify(await png(covered), `model=${model}`));
        expect(Math.abs(occlusion!.drops[row * grid + column]! - (occlusion!.probability - left))).toBeLessThan(1e-5);
      }
    // Something has moved: otherwise any zeros would do.
    expect(Math.max(...occlusion!.drops.map(Math.abs))).toBeGreaterThan(1e-3);
  });

  it('lights up the one corner that a model looks at', async () => {
    const pixels = noise(3);
    for (let y = 0; y < SIDE / 4; y++) for (let x = 0; x < SIDE / 4; x++) pixels.set([255, 0, 0], 3 * (y * SIDE + x));
    const { occlusion } = await classify(await png(pixels), 'model=corner&explain=occlusion&explainGrid=4');
    const [corner, ...others] = occlusion!.drops;
    expect(occlusion!.label).toBe('red');
    expect(corner).toBeGreaterThan(0.5);
    for (const other of others) expect(Math.abs(other)).toBeLessThan(1e-6);
  });

  it('says what its grid lies over, in the picture as it is turned', async () => {
    const turned = await sharp(await makePicture(1, 'jpeg', 61))
      .resize(61, 40, { fit: 'fill' })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    const { body } = await server.ask('POST', '/v1/classify?explain=occlusion&explainGrid=2', raw(turned, 'image/jpeg'));
    expect((body as Schemas['ClassifyResponse']).occlusion!.box).toEqual({ left: 0, top: 10.5, width: 40, height: 40 });
  });

  it('is there for each picture of several, like alone, and not where nobody asks', async () => {
    const pictures = await Promise.all([1, 2].map((seed) => png(noise(seed))));
    const query = 'model=soft&explain=occlusion&explainGrid=3';
    const broken = Buffer.from('no picture');
    const { body } = await server.ask('POST', `/v1/classify/batch?${query}`, formOf([pictures[0]!, broken, pictures[1]!]));
    const [first, problem, second] = (body as Schemas['ClassifyBatchResponse']).results as Schemas['ClassifiedPicture'][];
    expect(problem).toMatchObject({ problem: { code: 'BAD_IMAGE' } });
    for (const [at, one] of [first, second].entries()) {
      const alone = (await classify(pictures[at]!, query)).occlusion!;
      one!.occlusion!.drops.forEach((drop, cell) => expect(drop).toBeCloseTo(alone.drops[cell]!, 5));
    }
    const inJson = {
      pictures: [{ data: pictures[0]!.toString('base64') }],
      model: 'soft',
      explain: 'occlusion',
      explainGrid: 3,
      explainLabel: 'pear',
    };
    const { body: json } = await server.ask('POST', '/v1/classify/batch', asJson(inJson));
    expect((json as { results: Schemas['ClassifiedPicture'][] }).results[0]!.occlusion).toMatchObject({ label: 'pear', grid: 3 });
    expect(await classify(pictures[0]!, 'model=soft')).not.toHaveProperty('occlusion');
  });

  it.each([
    ['explain=saliency', 400, 'BAD_REQUEST', /explain/],
    ['explain=occlusion&explainGrid=15', 400, 'BAD_REQUEST', /explainGrid/],
    ['explainGrid=7', 400, 'BAD_REQUEST', /add explain=occlusion/],
    ['explain=occlusion&explainLabel=grape', 404, 'CLASS_NOT_FOUND', /tiny\/1 knows no class 'grape'/],
  ])('is refused for %s', async (query, status, code, detail) => {
    const answer = await server.ask('POST', `/v1/classify?${query}`, raw(await makePicture(1)));
    expect(answer).toMatchObject({ status, body: { code, detail: expect.stringMatching(detail) as string } });
  });

  it('is refused for more pictures than there may be encodings, and shown as a limit', async () => {
    const pictures = await Promise.all([1, 2, 3, 4, 5].map((seed) => makePicture(seed)));
    const answer = await server.ask('POST', '/v1/classify/batch?explain=occlusion', formOf(pictures));
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'BAD_REQUEST', detail: expect.stringMatching(/5 pictures .* 245 encodings, 200 are allowed/) as string },
    });
    expect((await server.ask('POST', '/v1/classify/batch?explain=occlusion', formOf(pictures.slice(1)))).status).toBe(200);
    expect(((await server.ask('GET', '/v1/limits')).body as Schemas['Limits']).occlusions).toBe(200);
  });

  it('comes to an end when it takes too long, and leaves the encoder to others', async () => {
    const hurried = await startTestServer({ settings: { SUPCON_PICTURE_MS: '1', SUPCON_MAX_BATCH: '1' } });
    try {
      const answer = await hurried.ask('POST', '/v1/classify?explain=occlusion&explainGrid=14', raw(await png(noise(1))));
      expect(answer).toMatchObject({ status: 503, body: { code: 'TOO_BUSY' } });
    } finally {
      await hurried.close();
    }
  });
});
