import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { linearLogits, UNKNOWN_SCORES, unknownScorer } from '@supcon/core';
import { detectionData } from '../../test/detection-data.js';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { readReference, writeReference } from './reference-file.js';
import { fitUnknownDetection } from './unknown-detection.js';

it('gives the scores back as they were, and undefined for a run without', () =>
  inTemporaryFolder(async (run) => {
    const data = detectionData(labelledClouds(1, 60, 3, 1), labelledClouds(2, 30, 3, 1), 3);
    const { reference, thresholds } = fitUnknownDetection(data, { k: 3 });
    expect(await readReference(run, 12, thresholds)).toBeUndefined();
    await writeReference(run, reference, 12);
    const read = (await readReference(run, 12, thresholds))!;
    expect(read).toEqual(reference);
    const { embeddings } = labelledClouds(3, 9, 3, 1);
    const logits = linearLogits(data.classifier, embeddings, 9);
    for (const name of UNKNOWN_SCORES)
      expect(unknownScorer(read, data.classifier, embeddings, logits)(name)).toEqual(
        unknownScorer(reference, data.classifier, embeddings, logits)(name),
      );
    await truncate(join(run, 'checkpoints', 'reference.safetensors'), 100);
    await expect(readReference(run, 12, thresholds)).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
  }));
