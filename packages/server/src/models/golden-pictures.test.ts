import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { manifestSchema } from '@supcon/core/artifact';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { quantizeArtifact } from '../../test/quantize-artifact.js';
import { makeTinyArtifact, type TinyArtifactOptions } from '../../test/tiny-artifact.js';
import { readModelRecord } from '../adapters/folder/read-model-record.js';
import { DEFAULT_ENCODER_OPTIONS } from '../encoder/image-encoder.js';
import { loadEncoder } from '../encoder/load-encoder.js';
import { createPictureDecoder } from '../encoder/picture-decoder.js';
import { goldenDifference } from './compare-golden.js';
import { tryEncoder } from './try-encoder.js';

const logger = pino({ level: 'silent' });
const decoder = createPictureDecoder(DEFAULT_ENCODER_OPTIONS, logger);
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-golden-'));
});
afterAll(async () => {
  decoder.close();
  await rm(home, { recursive: true, force: true });
});

/** Loads what lies in a folder, and tries it, as a switch does. */
async function tryFolder(folder: string): Promise<void> {
  const model = await readModelRecord(folder);
  const encoder = await loadEncoder(model, { ...DEFAULT_ENCODER_OPTIONS, threads: 1 }, decoder, logger);
  await tryEncoder({ encoder, model }).finally(() => encoder.close());
}

/** Puts a file of one artifact in the place of another's, and makes the manifest fit it. */
async function exchange(file: string, from: string, to: string): Promise<void> {
  const bytes = await readFile(path.join(from, file));
  await writeFile(path.join(to, file), bytes);
  const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(to, 'manifest.json'), 'utf8')));
  manifest.files[file] = { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
  await writeFile(path.join(to, 'manifest.json'), JSON.stringify(manifest));
}

describe('golden pictures', () => {
  let folder: string;
  let counter = 0;
  const freeze = async (options: TinyArtifactOptions = {}): Promise<string> => {
    const made = path.join(home, String(++counter));
    await makeTinyArtifact(made, { golden: true, ...options });
    return made;
  };
  beforeEach(async () => {
    folder = await freeze();
  });

  it('are answered as it was recorded, whichever way pictures are decoded, and in 8 bits', async () => {
    await tryFolder(folder);
    await tryFolder(await freeze({ decoding: { name: 'lanczos3', version: 2 } }));
    const int8 = path.join(home, 'int8');
    await quantizeArtifact(folder, int8, await Promise.all([1, 2, 3, 4].map((seed) => makePicture(seed))));
    await tryFolder(int8);
  });

  it('tell weights that were exchanged, whose checksums were made to fit', async () => {
    await exchange('encoder.onnx', await freeze({ seed: 2 }), folder);
    await expect(tryFolder(folder)).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(/golden picture 1 of 8 has a cosine of -?0\.\d+ with the one that was recorded/) as string,
    });
  });

  it('tell a classifier that was exchanged, behind the same encoder', async () => {
    await exchange('encoder.onnx', await freeze({ classifierScale: 1.2 }), folder);
    await expect(tryFolder(folder)).rejects.toMatchObject({
      code: 'MODEL_UNUSABLE',
      message: expect.stringMatching(/its logit of '\w+' of golden picture \d of 8 is .* was recorded/) as string,
    });
  });

  it('are done without by artifacts of earlier versions', async () => {
    const old = await freeze({ golden: false });
    await exchange('encoder.onnx', await freeze({ seed: 2, golden: false }), old);
    await tryFolder(old);
  });
});

describe('goldenDifference', () => {
  const answers = { embeddings: Float32Array.of(1, 0), logits: Float32Array.of(20, -1) };
  const model = { labels: ['cat', 'dog'], embeddingSize: 2 };
  const turned = (by: number, logits = answers.logits) => [{ embedding: Float32Array.of(Math.cos(by), Math.sin(by)), logits }];

  it('lets 8 bits be further apart than float32', () => {
    const [near, far] = [turned(0.1), turned(0.2)];
    expect(goldenDifference({ answers }, near, { ...model, precision: 'int8' })).toBeUndefined();
    expect(goldenDifference({ answers }, far, { ...model, precision: 'int8' })).toMatch(/cosine of 0\.9801/);
    expect(goldenDifference({ answers }, near, { ...model, precision: 'float32' })).toMatch(/cosine of 0\.9950/);
  });

  it('measures logits by the largest of the picture, and takes no NaN', () => {
    expect(goldenDifference({ answers }, turned(0, Float32Array.of(20.1, -1.1)), { ...model, precision: 'float32' })).toBeUndefined();
    expect(goldenDifference({ answers }, turned(0, Float32Array.of(20, -1.3)), { ...model, precision: 'float32' })).toMatch(/'dog'/);
    expect(goldenDifference({ answers }, turned(0, Float32Array.of(NaN, -1)), { ...model, precision: 'int8' })).toMatch(/'cat'/);
    expect(goldenDifference({ answers }, turned(NaN), { ...model, precision: 'int8' })).toMatch(/cosine of NaN/);
  });
});
