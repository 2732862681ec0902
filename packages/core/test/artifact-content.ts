import type { ArtifactContent } from '../src/artifact/index.js';
import { planResNet } from '../src/plans/resnet-plan.js';
import { PREPROCESSING } from '../src/image/index.js';
import { hashedValues, hashedWeights } from './hashed-values.js';

/** A small ResNet-18 with made-up weights, two classes, at 32 px. */
export function artifactContent(name: string, version: number): ArtifactContent {
  const plan = planResNet({ depth: 18, stem: 'small', width: 4 });
  return {
    name,
    version,
    createdAt: '2026-01-01T00:00:00.000Z',
    imageSize: 32,
    preprocessing: { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std] },
    labels: ['cat', 'dog'],
    loss: 'supcon',
    recipe: 'quick',
    data: { name, fingerprint: 'abc', images: 10 },
    metrics: { test: { linear: 0.5 } },
    plan,
    weights: hashedWeights(plan),
    classifier: { weight: hashedValues('weight', plan.embeddingSize * 2, -1, 1), bias: Float32Array.of(0.5, -0.5) },
  };
}
