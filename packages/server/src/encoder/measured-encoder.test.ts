import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readArtifact } from '@supcon/core/artifact';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makePicture } from '../../test/pictures.js';
import { makeTinyArtifact } from '../../test/tiny-artifact.js';
import { UNMEASURED, type Measures } from '../domain/measures.js';
import { DEFAULT_ENCODER_OPTIONS, startImageEncoder } from './image-encoder.js';
import { createMicroBatcher } from './micro-batcher.js';
import { createPictureDecoder } from './picture-decoder.js';

function recording() {
  const told = { stages: [] as string[], batches: [] as number[], waiting: 0, deaths: [] as string[] };
  const measures: Measures = {
    ...UNMEASURED,
    took: (stage, seconds) => told.stages.push(seconds >= 0 && seconds < 60 ? stage : `${stage} took ${seconds}`),
    batch: (pictures) => told.batches.push(pictures),
    waiting: (change) => (told.waiting += change),
    died: (worker) => told.deaths.push(worker),
  };
  return { told, measures };
}

describe('an encoder that is measured', () => {
  const logger = pino({ level: 'silent' });
  const decoder = createPictureDecoder(DEFAULT_ENCODER_OPTIONS, logger);
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'supcon-measured-'));
    await makeTinyArtifact(path.join(folder, '1'));
  });
  afterAll(async () => {
    decoder.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('tells of each wait and batch, and of the death of its thread', async () => {
    const { told, measures } = recording();
    const artifact = await readArtifact(path.join(folder, '1'));
    const encoder = await startImageEncoder(artifact, { ...DEFAULT_ENCODER_OPTIONS, threads: 1 }, decoder, logger, measures);
    await encoder.encode(await makePicture(1));
    expect(told).toEqual({ stages: ['queue', 'infer', 'encode'], batches: [1], waiting: 0, deaths: [] });
    await encoder.kill();
    await expect.poll(() => told.deaths).toEqual(['encoder']);
    await encoder.close();
    expect(told.deaths).toEqual(['encoder']);
  });

  it('covers a picture a batch at a time, and stops when nobody wants to know any more', async () => {
    const { told, measures } = recording();
    const stop = new AbortController();
    let atBatch: (count: number) => void = () => undefined;
    const watched = { ...measures, batch: (pictures: number) => atBatch(told.batches.push(pictures)) };
    const artifact = await readArtifact(path.join(folder, '1'));
    const options = { ...DEFAULT_ENCODER_OPTIONS, threads: 1, maxBatch: 2 };
    const encoder = await startImageEncoder(artifact, options, decoder, logger, watched);
    const picture = await makePicture(1);
    const { logits, width, height } = await encoder.occlude(picture, { grid: 3 });
    expect([logits.length, width, height, told.batches]).toEqual([9, 48, 48, [2, 2, 2, 2, 1]]);
    atBatch = (count) => count === 8 && stop.abort(new Error('gone'));
    await expect(encoder.occlude(picture, { grid: 14, signal: stop.signal })).rejects.toThrow('gone');
    await encoder.encode(picture);
    // The one that ran, and this one.
    expect(told.batches.slice(5)).toEqual([2, 2, 2, 1]);
    await encoder.close();
  });

  it('counts those that wait, until they are in a batch, have left or were refused', async () => {
    const { told, measures } = recording();
    let go = (): void => undefined;
    const batcher = createMicroBatcher<number, number>({
      run: (inputs) => new Promise((resolve) => (go = () => resolve(inputs))),
      ...{ maxBatch: 2, maxWaitMs: 0, maxWaiting: 3, measures },
    });
    const first = [batcher.submit(1), batcher.submit(2)];
    const leave = new AbortController();
    const leaver = batcher.submit(3, { signal: leave.signal });
    const second = [batcher.submit(4), batcher.submit(5)];
    await expect(batcher.submit(6)).rejects.toMatchObject({ code: 'TOO_BUSY' });
    expect(told).toMatchObject({ waiting: 3, batches: [2] });
    leave.abort(new Error('gone'));
    await expect(leaver).rejects.toThrow('gone');
    expect(told.waiting).toBe(2);
    go();
    await Promise.all(first);
    await expect.poll(() => told.batches).toEqual([2, 2]);
    go();
    await Promise.all(second);
    expect(told).toMatchObject({ waiting: 0, stages: ['queue', 'queue', 'queue', 'queue'] });
  });
});
