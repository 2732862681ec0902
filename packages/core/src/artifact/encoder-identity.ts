import { ARTIFACT_FILES, type Manifest } from './manifest.js';

/** Which encoder an artifact has, for whoever compares embeddings: the sha256 of its encoder.onnx, and where classes were added or taken out since training that of
 * the file before, whose embeddings are the same. @returns undefined where the manifest lists no encoder.onnx. */
export function encoderIdentity({ classes, files }: Pick<Manifest, 'classes' | 'files'>): string | undefined {
  return classes?.encoder ?? files[ARTIFACT_FILES.onnx]?.sha256;
}
