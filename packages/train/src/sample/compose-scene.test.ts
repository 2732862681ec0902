import { createHash } from 'node:crypto';
import { createRng } from '@supcon/core';
import { expect, it } from 'vitest';
import { composeScene, PICTURE_SIZE } from './compose-scene.js';
import { SAMPLE_VERSION } from './make-sample-data.js';
import { paintGround } from './paint-ground.js';
import { SAMPLE_CLASSES } from './sample-classes.js';

/** Of everything that goes into the first pictures of each class before rendering. */
function fingerprint(): string {
  const hash = createHash('sha256');
  for (const sampleClass of SAMPLE_CLASSES)
    for (let index = 0; index < 10; index++) {
      const rng = createRng(1, 'sample', sampleClass.name, index);
      const scene = composeScene(rng, sampleClass);
      hash.update(scene.svg).update(paintGround(rng, PICTURE_SIZE, scene.colour));
    }
  return hash.digest('hex').slice(0, 16);
}

it('composes the same scenes on every machine; who changes them raises SAMPLE_VERSION', () => {
  expect([SAMPLE_VERSION, fingerprint()]).toEqual([3, '729b6b6bfcec21ea']);
});

it('draws object colours without regard to the class', () => {
  const hues = SAMPLE_CLASSES.map((sampleClass) => composeScene(createRng(1, 'same'), sampleClass).colour);
  expect(new Set(hues.map((colour) => JSON.stringify(colour))).size).toBe(1);
});
