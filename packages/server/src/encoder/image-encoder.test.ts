import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArtifact } from '@supcon/core/artifact';
import * as image from '@supcon/core/image';
import { decodeImage, DECODING, FIRST_DECODING, type Decoding } from '@supcon/core/image';
import { pino } from 'pino';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import type { EncodedImage } from '../domain/encoder-leases.js';
import { DEFAULT_ENCODER_OPTIONS, startImageEncoder, type ImageEncoder } from './image-encoder.js';
import type * as onnxRuntime from './onnx-runtime.js';
import { createPictureDecoder } from './picture-decoder.js';

/** How many pictures each batch of the encoder had. */
const batches: number[] = [];
vi.mock('./onnx-runtime.js', async (original) => {
  const real = await original<typeof onnxRuntime>();
  return {
    startOnnxRuntime: async (...given: Parameters<typeof real.startOnnxRuntime>) => {
      const runtime = await real.startOnnxRuntime(...given);
      const encode = runtime.encode.bind(runtime);
      return Object.assign(runtime, {
        encode: (...batch: Parameters<typeof encode>) => {
          batches.push(batch[1]);
          return encode(...batch);
        },
      });
    },
  };
});
// What the spies below stand in for.
vi.mock('@supcon/core/image', async (original) => ({ ...(await original<typeof image>()) }));

const logger = pino({ level: 'silent' });
const decoder = createPictureDecoder(DEFAULT_ENCODER_OPTIONS, logger);
let home: string;
let encoder: ImageEncoder;

beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-encoder-'));
  await makeTinyArtifact(path.join(home, '1'));
  encoder = await startImageEncoder(await readArtifact(path.join(home, '1')), { ...DEFAULT_ENCODER_OPTIONS, threads: 1 }, decoder, logger);
});
afterAll(async () => {
  await encoder.close();
  decoder.close();
  await rm(home, { recursive: true, force: true });
});

describe('startImageEncoder', () => {
  it('gives unit embeddings and logits that do not depend on the batch they were computed in', async () => {
    const pictures = await Promise.all([1, 2, 3, 4, 5].map((seed) => makePicture(seed)));
    const alone: EncodedImage[] = [];
    for (const picture of pictures) alone.push(await encoder.encode(picture));
    const together = await Promise.all(pictures.map((picture) => encoder.encode(picture)));
    together.forEach(({ embedding, logits }, n) => {
      expect(embedding).toHaveLength(32);
      expect(Math.hypot(...embedding)).toBeCloseTo(1, 5);
      embedding.forEach((value, i) => expect(value).toBeCloseTo(alone[n]!.embedding[i]!, 5));
      logits.forEach((value, i) => expect(value).toBeCloseTo(alone[n]!.logits[i]!, 4));
    });
    expect(together[0]!.embedding).not.toEqual(together[1]!.embedding);
  });

  it('encodes the pictures of one request side by side in full batches, each as it is alone, and a bad one fails alone', async () => {
    const pictures = await Promise.all([1, 2, 3, 4, 5, 6, 7, 8].map((seed) => makePicture(seed)));
    const own = await startImageEncoder(
      await readArtifact(path.join(home, '1')),
      { ...DEFAULT_ENCODER_OPTIONS, threads: 1, maxBatch: 4 },
      decoder,
      logger,
    );
    const sent = [...pictures.slice(0, 3), Buffer.from('hello'), ...pictures.slice(3)];
    batches.length = 0;
    const outcomes = await own.encodeAll(sent.map((picture) => () => Promise.resolve(picture)));
    // Of four, one cannot be decoded; of nine, the last one is in no full batch.
    expect(batches.reduce((sum, size) => sum + size)).toBe(8);
    expect(batches.toSorted().at(-1)).toBe(4);
    expect(batches.length).toBeLessThanOrEqual(3);
    expect(outcomes.map(({ status }) => status)).toEqual(sent.map((picture) => (picture.length === 5 ? 'rejected' : 'fulfilled')));
    for (const [at, outcome] of outcomes.entries())
      if (outcome.status === 'rejected') expect(outcome.reason).toMatchObject({ code: 'BAD_IMAGE' });
      else {
        const alone = await own.encode(sent[at]!);
        outcome.value.embedding.forEach((value, i) => expect(value).toBeCloseTo(alone.embedding[i]!, 5));
      }
    await own.close();
  });

  it('decodes and encodes nothing more of a request once nobody waits for it', async () => {
    const leaving = new AbortController();
    const picture = await makePicture(1);
    let begun = 0;
    const slow = {
      square: async () => {
        begun++;
        await once(leaving.signal, 'abort');
        throw leaving.signal.reason as Error;
      },
    };
    const own = await startImageEncoder(await readArtifact(path.join(home, '1')), { ...DEFAULT_ENCODER_OPTIONS, threads: 1 }, slow, logger);
    batches.length = 0;
    let fetched = 0;
    const late = new Promise<Uint8Array>((resolve) => leaving.signal.addEventListener('abort', () => setTimeout(() => resolve(picture))));
    const answers = own.encodeAll([() => Promise.resolve(picture), () => (fetched++, late)], { signal: leaving.signal });
    await expect.poll(() => [begun, fetched]).toEqual([1, 1]);
    leaving.abort(new Error('left'));
    expect(await answers).toMatchObject([{ reason: { message: 'left' } }, { reason: { message: 'left' } }]);
    expect([begun, batches]).toEqual([1, []]);
    await own.close();
  });

  it('says when a model is loaded, and when it begins later, that its way of decoding cannot be gone, each once', async () => {
    const loading = vi.spyOn(image, 'checkDecoding').mockResolvedValueOnce('the addon is missing');
    const later = vi.spyOn(image, 'decodingTrouble').mockReturnValue('the addon is missing');
    const warn = vi.fn();
    const listening = Object.assign(pino({ level: 'silent' }), { warn });
    for (const [folder, named] of [
      ['first-way', {}],
      ['second-way', { decoding: DECODING }],
    ] as const) {
      await makeTinyArtifact(path.join(home, folder), named);
      const own = await startImageEncoder(
        await readArtifact(path.join(home, folder)),
        { ...DEFAULT_ENCODER_OPTIONS, threads: 1 },
        decoder,
        listening,
      );
      await own.encode(await makePicture(1));
      if (folder === 'second-way') {
        later.mockReturnValue('its threads ended 3 times');
        await own.encode(await makePicture(1));
        await own.encode(await makePicture(2));
      }
      await own.close();
    }
    // Not of the first: it needs nothing but sharp.
    expect(warn.mock.calls).toEqual([
      [expect.objectContaining({ decoding: 2 }), expect.stringContaining('the addon is missing')],
      [expect.objectContaining({ decoding: 2 }), expect.stringContaining('its threads ended 3 times')],
    ]);
    loading.mockRestore();
    later.mockRestore();
  });

  it('decodes as the artifact says; one that says nothing keeps the pixels that it was trained on', async () => {
    const photo = await sharp(await makePicture(7, 'png', 150))
      .jpeg({ quality: 85 })
      .toBuffer();
    const vectors: Float32Array[] = [];
    for (const [folder, named, way] of [
      ['old', undefined, FIRST_DECODING],
      ['new', DECODING, DECODING],
    ] as const satisfies readonly (readonly [string, Decoding | undefined, Decoding])[]) {
      await makeTinyArtifact(path.join(home, folder), named ? { decoding: named } : {});
      const own = await startImageEncoder(
        await readArtifact(path.join(home, folder)),
        { ...DEFAULT_ENCODER_OPTIONS, threads: 1 },
        decoder,
        logger,
      );
      // Of the size that the encoder takes, and without loss: nothing is left to decode in one way or another.
      const pixels = await sharp(await decodeImage(photo, { size: 32, decoding: way }), { raw: { width: 32, height: 32, channels: 3 } })
        .png()
        .toBuffer();
      const { embedding } = await own.encode(photo);
      expect(embedding).toEqual((await own.encode(pixels)).embedding);
      vectors.push(embedding);
      await own.close();
    }
    const [old, today] = vectors as [Float32Array, Float32Array];
    expect(today).not.toEqual(old);
    expect(old.reduce((sum, value, at) => sum + value * today[at]!, 0)).toBeGreaterThan(0.97);
  });

  it('lets a bad picture fail alone', async () => {
    const [good, bad] = await Promise.allSettled([encoder.encode(await makePicture(1)), encoder.encode(Buffer.from('not a picture'))]);
    expect(good.status).toBe('fulfilled');
    expect(bad).toMatchObject({ status: 'rejected', reason: { code: 'BAD_IMAGE' } });
  });

  it('comes back by itself when its worker dies, and says NOT_READY meanwhile', async () => {
    const picture = await makePicture(9);
    const before = await encoder.encode(picture);
    await encoder.kill();
    expect(encoder.status).toBe('starting');
    await expect(encoder.encode(picture)).rejects.toMatchObject({ code: 'NOT_READY', retryAfterSeconds: 1 });
    await vi.waitFor(() => expect(encoder.status).toBe('ready'), { timeout: 20_000 });
    expect((await encoder.encode(picture)).embedding).toEqual(before.embedding);
  });

  it('names a file that ONNX Runtime cannot load', async () => {
    const artifact = await readArtifact(path.join(home, '1'));
    await expect(
      startImageEncoder({ ...artifact, onnxPath: path.join(home, 'none.onnx') }, DEFAULT_ENCODER_OPTIONS, decoder, logger),
    ).rejects.toThrow(/none\.onnx/);
  });
});
