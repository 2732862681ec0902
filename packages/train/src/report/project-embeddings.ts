import { createProjectionHead, type Engine, type WeightMap } from '@supcon/core';
import { contrastiveKind } from '@supcon/core/run/events';
import type { Recipe } from '../recipe/recipe-schema.js';
import { separateWeights } from '../weights/tensor-names.js';

/** What the trained projection head makes of embeddings; undefined where the loss has no head.
 * @param weights of a checkpoint, the head's among them.  @param embeddings float32 [N, D].  @returns float32 [N, P], not normalised. */
export async function projectEmbeddings(
  engine: Engine,
  { stage1 }: Recipe,
  weights: WeightMap,
  embeddings: Float32Array,
  rows: number,
): Promise<Float32Array | undefined> {
  if (contrastiveKind(stage1.loss) === undefined) return undefined;
  const inputs = embeddings.length / rows;
  const head = createProjectionHead(engine, { inputs, ...stage1.head, seed: 0 });
  try {
    head.load(separateWeights(weights).head);
    const input = engine.upload(embeddings, [rows, inputs]);
    const output = head.project(input);
    const projections = (await engine.download(output)) as Float32Array;
    engine.free(input, output);
    return projections;
  } finally {
    head.dispose();
  }
}
