import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { readReference, writeReference } from './reference-file.js';
import { fitUnknownDetection, unknownScores } from './unknown-detection.js';

it('gives the detectors back as they were, and undefined for a run without', () =>
  inTemporaryFolder(async (run) => {
    const { reference, thresholds } = fitUnknownDetection(labelledClouds(1, 60, 3, 1), labelledClouds(2, 30, 3, 1), 3, { k: 3 });
    expect(await readReference(run, 12, thresholds)).toBeUndefined();
    await writeReference(run, reference, 12);
    const read = (await readReference(run, 12, thresholds))!;
    expect(read).toEqual(reference);
    const { embeddings } = labelledClouds(3, 9, 3, 1);
    expect(unknownScores(read, embeddings)).toEqual(unknownScores(reference, embeddings));
    await truncate(join(run, 'checkpoints', 'reference.safetensors'), 100);
    await expect(readReference(run, 12, thresholds)).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
  }));
