import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { adoptEncoder, exportFeatures } from '@supcon/core';
import { readArtifact, writeArtifact, type OnnxEncoder } from '@supcon/core/artifact';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { readModelRecord } from '../adapters/folder/read-model-record.js';
import { DEFAULT_ENCODER_OPTIONS } from './image-encoder.js';
import { loadEncoder } from './load-encoder.js';
import { createPictureDecoder } from './picture-decoder.js';

const logger = pino({ level: 'silent' });
const decoder = createPictureDecoder(DEFAULT_ENCODER_OPTIONS, logger);
let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-brought-'));
});
afterAll(async () => {
  decoder.close();
  await rm(home, { recursive: true, force: true });
});

it('serves an encoder that was brought as an ONNX file like one of ours: the same encoder both ways answers the same', async () => {
  const [ours, theirs] = [path.join(home, 'ours', '1'), path.join(home, 'theirs', '1')];
  await makeTinyArtifact(ours);
  const artifact = await readArtifact(ours);
  const { plan, weights, classifier } = await artifact.loadWeights();
  const { imageSize, embeddingSize, preprocessing, labels, loss, recipe, data, metrics, createdAt } = artifact.manifest;
  const encoder: OnnxEncoder = {
    ...{ kind: 'onnx', file: 'theirs.onnx', sha256: '0'.repeat(64), output: 'features', pooling: 'none' },
    input: { name: 'images', layout: 'NHWC', type: 'float32' },
    cropSize: imageSize,
    features: embeddingSize,
  };
  await writeArtifact(theirs, {
    ...{ name: 'theirs', version: 1, createdAt, imageSize, preprocessing, labels, loss, recipe, data, metrics },
    ...{ encoder, classifier },
    adopted: adoptEncoder(exportFeatures(plan, weights), { ...encoder, imageSize, outputDims: [embeddingSize] }),
  });
  const [one, other] = await Promise.all(
    [ours, theirs].map(async (folder) =>
      loadEncoder(await readModelRecord(folder), { ...DEFAULT_ENCODER_OPTIONS, threads: 1 }, decoder, logger),
    ),
  );
  for (const seed of [1, 2, 3]) {
    const picture = await makePicture(seed);
    const [expected, answered] = [await one!.encode(picture), await other!.encode(picture)];
    expect(answered.embedding).toHaveLength(embeddingSize);
    answered.embedding.forEach((value, d) => expect(value).toBeCloseTo(expected.embedding[d]!, 5));
    answered.logits.forEach((value, c) => expect(value).toBeCloseTo(expected.logits[c]!, 4));
  }
  await Promise.all([one!.close(), other!.close()]);
});
