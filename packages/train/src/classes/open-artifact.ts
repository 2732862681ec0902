import { existsSync } from 'node:fs';
import { readArtifact, type Artifact, type ClassRecord, type ClassStatistics } from '@supcon/core/artifact';
import { className } from '@supcon/core/photos';
import { TrainError } from '../errors.js';

/** An artifact whose classes can be changed. */
export interface ChangeableArtifact {
  readonly artifact: Artifact;
  readonly record: ClassRecord;
  readonly statistics: ClassStatistics;
  /** In the order of the logits, in Unicode NFC. */
  readonly labels: readonly string[];
}

/** @throws TrainError NOT_FOUND; FIXED_CLASSES for an artifact that keeps no statistics; CoreError BAD_ARTIFACT. */
export async function openChangeable(folder: string): Promise<ChangeableArtifact> {
  const artifact = await readNamedArtifact(folder);
  const statistics = await artifact.loadClassStatistics();
  const { classes: record, name, version, labels } = artifact.manifest;
  if (!statistics || !record)
    throw new TrainError(
      'FIXED_CLASSES',
      `${name}/${version} keeps no statistics to add and remove classes with: it was made by an earlier version, or of more photos than are kept. supcon freeze --run RUN --recalibrate makes a version that has them (RUN: what it was trained by, see supcon runs)`,
    );
  return { artifact, record, statistics, labels: labels.map(className) };
}

/** @throws TrainError NOT_FOUND, CoreError BAD_ARTIFACT. */
export async function readNamedArtifact(folder: string): Promise<Artifact> {
  if (!existsSync(folder))
    throw new TrainError('NOT_FOUND', `no artifact lies at ${folder}; artifacts are folders like .supcon/artifacts/<name>/<version>`);
  return readArtifact(folder);
}
