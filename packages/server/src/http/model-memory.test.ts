import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { components } from '@supcon/sdk/schema';
import { makePicture } from '../../test/pictures.js';
import { asJson, raw, startTestServer, type Answer, type TestServer } from '../../test/test-server.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';

type Schemas = components['schemas'];

const MIB = 1024 * 1024;
/** More than fit beside the one that serves. */
const OTHERS = ['m1', 'm2', 'm3', 'm4'];
const ARTIFACT = { width: 8 };

let server: TestServer;
let budget: number;
let picture: Buffer;

const loadedOf = async (asked: TestServer): Promise<{ name: string; bytes: number }[]> => {
  const { models } = (await asked.ask('GET', '/v1/models')).body as Schemas['ModelList'];
  return models.flatMap(({ name, memory }) => (memory ? [{ name, bytes: memory.weightsBytes + memory.arenaBytes }] : []));
};
const classify = (model: string): Promise<Answer> => server.ask('POST', `/v1/classify?model=${model}`, raw(picture));

beforeAll(async () => {
  picture = await makePicture(1);
  const roomy = await startTestServer({ artifact: ARTIFACT });
  const [one] = await loadedOf(roomy);
  await roomy.close();
  // The one that serves and two others: measurements of one model differ by a tenth.
  budget = Math.ceil((3.5 * one!.bytes) / MIB);
  server = await startTestServer({ artifact: ARTIFACT, settings: { SUPCON_MODEL_MEMORY: String(budget) } });
  await Promise.all(
    OTHERS.map((name, at) => makeTinyArtifact(path.join(server.home, 'artifacts', name, '1'), { ...ARTIFACT, name, seed: at + 2 })),
  );
});
afterAll(() => server.close());

it('answers with more models than fit, over and over, with as many in memory as do and the one that serves always', async () => {
  const { modelMemoryBytes } = (await server.ask('GET', '/v1/limits')).body as Schemas['Limits'];
  expect(modelMemoryBytes).toBe(budget * MIB);
  for (let round = 0; round < 6; round++)
    for (const [at, name] of OTHERS.entries()) {
      const others = [OTHERS[(at + 1) % OTHERS.length]!, 'production', name];
      const answers = await Promise.all([name, ...others].map(classify));
      expect(answers.map(({ status, body }) => [status, (body as Schemas['ClassifyResponse']).model.name])).toEqual(
        [name, ...others].map((asked) => [200, asked === 'production' ? 'tiny' : asked]),
      );
      const loaded = await loadedOf(server);
      expect(loaded.map((each) => each.name)).toContain('tiny');
      expect(loaded.length).toBeLessThan(1 + OTHERS.length);
      expect(loaded.reduce((sum, { bytes }) => sum + bytes, 0)).toBeLessThanOrEqual(budget * MIB);
    }
});

it('refuses a model that does not fit beside the one that serves, saying what is loaded, and lets nothing change', async () => {
  await makeTinyArtifact(path.join(server.home, 'artifacts', 'large', '1'), { width: 64, name: 'large', seed: 9 });
  const refused = [await classify('large'), await server.ask('PUT', '/v1/aliases/production', asJson({ model: 'large' }))];
  for (const { status, body } of refused) {
    const problem = body as Schemas['Problem'];
    expect([status, problem.code]).toEqual([507, 'MODEL_MEMORY_FULL']);
    expect(problem.detail).toMatch(/^the model large\/1 takes \d+ MiB of memory, of the \d+ MiB .* tiny\/1 \d+ MiB, which serves/);
  }
  expect((await classify('production')).status).toBe(200);
});
