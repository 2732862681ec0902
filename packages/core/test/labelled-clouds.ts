import type { LabelledEmbeddings } from '../src/math/labelled-embeddings.js';
import { createRng } from '../src/rng.js';

/** Rows around one random centre for each class, the classes in turn. @param spread of the rows around their centre, which has length √D. */
export function labelledClouds(seed: number, rows: number, classes: number, spread: number, width = 12): LabelledEmbeddings {
  const [centre, noise] = [createRng(1000, 'centres'), createRng(seed, 'rows')];
  const centres = Array.from({ length: 20 * width }, () => centre.normal());
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const embeddings = Float32Array.from({ length: rows * width }, (_, at) => {
    const label = labels[Math.floor(at / width)]!;
    return centres[label * width + (at % width)]! + spread * noise.normal();
  });
  return { embeddings, labels };
}
