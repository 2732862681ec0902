import { createEncoder, type Engine } from '@supcon/core';
import type { Artifact } from '@supcon/core/artifact';
import { createServedEncoder, onEngine, type PictureEncoder } from './picture-encoder.js';

/** The encoder of an artifact: in float32 on the engine; in 8 bits, or of somebody's own ONNX file, as the server runs it. */
export async function loadPictureEncoder(artifact: Artifact, engine: Engine): Promise<PictureEncoder> {
  const { manifest, onnxPath } = artifact;
  if (manifest.quantization || !artifact.plan) return createServedEncoder(onnxPath, manifest);
  const { plan, weights } = await artifact.loadWeights();
  const encoder = createEncoder(engine, plan);
  encoder.load(weights);
  return onEngine(engine, encoder);
}
