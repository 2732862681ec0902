import { createEncoder, exportFeatures, type Engine } from '@supcon/core';
import type { Artifact } from '@supcon/core/artifact';
import { loadOnnxModel } from './onnx-model.js';
import { createServedEncoder, inOnnxRuntime, onEngine, type PictureEncoder } from './picture-encoder.js';

/** The encoder of an artifact: in float32 on the engine; in 8 bits, or of somebody's own ONNX file, as the server runs it. */
export async function loadPictureEncoder(artifact: Artifact, engine: Engine): Promise<PictureEncoder> {
  if (!hasWeights(artifact)) return createServedEncoder(artifact.onnxPath, artifact.manifest);
  const { plan, weights } = await artifact.loadWeights();
  const encoder = createEncoder(engine, plan);
  encoder.load(weights);
  return onEngine(engine, encoder);
}

/** The encoder of an artifact in ONNX Runtime, whatever it is: for the few pictures of a command that needs no engine otherwise. */
export async function loadOnnxPictureEncoder(artifact: Artifact): Promise<PictureEncoder> {
  const { manifest, onnxPath } = artifact;
  if (!hasWeights(artifact)) return createServedEncoder(onnxPath, manifest);
  const { plan, weights } = await artifact.loadWeights();
  return inOnnxRuntime(await loadOnnxModel(exportFeatures(plan, weights)), manifest);
}

function hasWeights({ manifest, plan }: Artifact): boolean {
  return plan !== undefined && !manifest.quantization;
}
