import { createRng, planResNet } from '@supcon/core';
import { writeArtifact } from '@supcon/core/artifact';
import { PREPROCESSING } from '@supcon/core/image';

const CLASSES = 5;

/**
 * Freezes a ResNet through the same code as `supcon freeze`. It has learnt nothing: how fast a network answers does not depend on what it
 * says, as long as its activations stay ordinary numbers.
 * @param {string} folder must not exist
 * @param {number} imageSize pixels
 * @param {ReturnType<typeof planResNet>} [plan] default ResNet-50
 */
export async function freezeRandomEncoder(folder, imageSize, plan = planResNet({ depth: 50, stem: 'imagenet' })) {
  const rng = createRng(0, 'infer');
  /** @type {(count: number, deviation: number) => Float32Array} */
  const draw = (count, deviation) => Float32Array.from({ length: count }, () => rng.normal() * deviation);
  /** @type {import('@supcon/core').WeightMap} */
  const weights = new Map();
  /** @type {(unit: import('@supcon/core').ConvBnPlan, scale: number) => void} */
  const add = ({ name, inputs, outputs, window: { kernel } }, scale) => {
    const fan = kernel * kernel * inputs;
    weights.set(`${name}.conv`, { shape: [kernel, kernel, inputs, outputs], data: draw(fan * outputs, Math.sqrt(2 / fan)) });
    weights.set(`${name}.gamma`, { shape: [outputs], data: new Float32Array(outputs).fill(scale) });
    weights.set(`${name}.beta`, { shape: [outputs], data: draw(outputs, 0.1) });
    weights.set(`${name}.mean`, { shape: [outputs], data: draw(outputs, 0.1) });
    weights.set(`${name}.variance`, { shape: [outputs], data: new Float32Array(outputs).fill(1) });
  };
  add(plan.stem, 1);
  for (const block of plan.blocks) {
    // A quiet last unit keeps sixteen sums in a row from growing.
    block.body.forEach((unit, index) => add(unit, index === block.body.length - 1 ? 0.3 : 1));
    if (block.shortcut) add(block.shortcut, 1);
  }
  await writeArtifact(folder, {
    name: 'bench',
    version: 1,
    createdAt: new Date(0).toISOString(),
    imageSize,
    preprocessing: { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std], decoding: { name: 'lanczos3', version: 2 } },
    labels: Array.from({ length: CLASSES }, (_, index) => `class ${index}`),
    loss: 'none',
    recipe: 'none',
    data: { name: 'none', fingerprint: '0', images: 1 },
    metrics: {},
    plan,
    weights,
    classifier: { weight: draw(plan.embeddingSize * CLASSES, 0.02), bias: draw(CLASSES, 0.1) },
  });
}

/**
 * @param {number} count N
 * @param {number} size pixels
 * @returns {Float32Array} [N, size, size, 3], as normalised pixels are distributed
 */
export function drawImages(count, size) {
  const rng = createRng(0, 'infer', 'images');
  return Float32Array.from({ length: count * size * size * 3 }, () => rng.normal());
}
