import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { createEncoder, createNativeEngine, linearLogits, planEncoder, UNKNOWN_SCORES, unknownScorer } from '@supcon/core';
import { fitClassStatistics, fitDriftReference, GOLDEN, readArtifact } from '@supcon/core/artifact';
import { detectionData } from '../../test/detection-data.js';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { labelledClouds } from '../../test/labelled-clouds.js';
import { createCheckpointStore } from '../checkpoint/checkpoint-store.js';
import { writeClassifier } from '../checkpoint/classifier-file.js';
import { writeClasses } from '../evaluate/classes-file.js';
import { writeDrift } from '../evaluate/drift-file.js';
import { writeReference } from '../evaluate/reference-file.js';
import { fitUnknownDetection } from '../evaluate/unknown-detection.js';
import { parseRecipe } from '../recipe/load-recipe.js';
import { freezeRun } from './freeze-run.js';
import type { RunResult } from '@supcon/core/run/events';
import { createRun } from './run-folder.js';
import { plannedEncoder } from '../recipe/planned-encoder.js';

it('writes split, temperature, thresholds and reference into the artifact, and does without for older runs', () =>
  inTemporaryFolder(async (home) => {
    const recipe = parseRecipe(
      JSON.stringify({
        description: 'tiny',
        encoder: { depth: 18, stem: 'small', width: 4 },
        imageSize: 16,
        split: { validation: 0.25 },
        stage1: { loss: 'supcon', epochs: 1, batchSize: 6, learningRate: 0.05 },
      }),
      'tiny.json',
    );
    const run = await createRun(home, {
      formatVersion: 1,
      id: 'run',
      createdAt: '2026-01-01T00:00:00.000Z',
      recipeName: 'tiny',
      recipe,
      data: { root: home, name: 'pets', fingerprint: 'abc', images: 10, labels: ['cat', 'dog'] },
      artifactName: 'pets',
      seed: 11,
      skipBad: false,
      backend: 'native',
      device: 'CPU',
      precision: 'float32',
      node: process.version,
    });
    const plan = planEncoder(plannedEncoder(recipe));
    const width = plan.embeddingSize;
    const engine = await createNativeEngine();
    const encoder = createEncoder(engine, plan, { seed: 1 });
    await createCheckpointStore(run.folder).saveWeights('final', await encoder.weights());
    engine.dispose();
    await writeClassifier(run.folder, { weight: new Float32Array(width * 2), bias: new Float32Array(2) }, width);
    const data = detectionData(labelledClouds(1, 30, 2, 1, width), labelledClouds(2, 20, 2, 1, width), 2);
    const { reference, thresholds } = fitUnknownDetection(data);
    const result: RunResult = {
      id: 'run',
      recipe: 'tiny',
      data: 'pets',
      backend: 'native',
      precision: 'float32',
      seconds: 1,
      imagesSeen: 1,
      validation: { linear: 1, knn: 1 },
      test: { linear: 1, knn: 1, rawPixels: 0.5 },
      perClass: { cat: 1, dog: 1 },
      stage2: { l2: 0.1, augmentedPasses: 0 },
    };
    const save = (changes: Partial<RunResult>): Promise<void> =>
      writeFile(join(run.folder, 'result.json'), JSON.stringify({ ...result, ...changes }));

    await save({});
    const old = await freezeRun(home, 'run');
    expect(old.manifest.split).toEqual({ seed: 11, ...recipe.split });
    expect(old.manifest).not.toHaveProperty('calibration');
    expect(old.manifest).not.toHaveProperty('unknown');
    expect(old.manifest).not.toHaveProperty('labelSets');
    expect(old.manifest).not.toHaveProperty('classes');
    expect(old.manifest).not.toHaveProperty('drift');

    await writeReference(run.folder, reference, width);
    const record = { ridge: 2, balance: 1, temperature: 0.9, validation: { images: 20, softmax: 0.8, ridge: 0.75 } };
    await writeClasses(run.folder, { learnt: data.train, record });
    const drift = fitDriftReference(data.validation.embeddings, data.classifier, 1.5)!;
    await writeDrift(run.folder, drift);
    const labelSets = { images: 20, scores: [0.5, 0.75], every: 1 };
    await save({ calibration: { temperature: 1.5, outcome: 'fitted' }, labelSets, unknown: thresholds });
    const { folder, manifest } = await freezeRun(home, 'run');
    expect(manifest.classes).toEqual({ ...record, answering: 'softmax', photos: [15, 15] });
    const statistics = (await (await readArtifact(folder)).loadClassStatistics())!;
    const wanted = fitClassStatistics(data.train, 2, record);
    expect(statistics.photos).toEqual(wanted.photos);
    expect(statistics.inverse).toEqual(wanted.inverse);
    expect(manifest).toMatchObject({ version: 2, calibration: { temperature: 1.5 }, labelSets, unknown: thresholds });
    expect(manifest.drift).toEqual(drift.record);
    expect(await (await readArtifact(folder)).loadDrift()).toEqual(drift);
    expect(manifest.golden).toEqual(GOLDEN);
    const golden = (await (await readArtifact(folder)).loadGolden())!;
    expect(Math.hypot(...golden.embeddings.subarray(0, width))).toBeCloseTo(1, 5);
    const { embeddings } = labelledClouds(3, 8, 2, 1, width);
    const loaded = (await (await readArtifact(folder)).loadReference())!;
    const logits = linearLogits(data.classifier, embeddings, 8);
    for (const name of UNKNOWN_SCORES)
      expect(unknownScorer(loaded, data.classifier, embeddings, logits)(name)).toEqual(
        unknownScorer(reference, data.classifier, embeddings, logits)(name),
      );

    await writeFile(join(run.folder, 'checkpoints', 'classes.safetensors'), 'cut off');
    await expect(freezeRun(home, 'run')).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
    await writeClasses(run.folder, { learnt: data.train, record });
    await writeFile(join(run.folder, 'checkpoints', 'drift.safetensors'), 'cut off');
    await expect(freezeRun(home, 'run')).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
    await writeDrift(run.folder, drift);
    await rm(join(run.folder, 'checkpoints', 'reference.safetensors'));
    await expect(freezeRun(home, 'run')).rejects.toMatchObject({ code: 'BAD_CHECKPOINT' });
  }));
