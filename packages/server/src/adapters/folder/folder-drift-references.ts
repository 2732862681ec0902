import { openArtifact } from '@supcon/core/artifact';
import type { DriftReferences } from '../../domain/drift-references.js';
import { readManifest } from './read-model-record.js';

/** References of artifacts that lie in folders: their manifests, and the few files that belong to it. */
export function createFolderDriftReferences(): DriftReferences {
  return {
    load: async ({ location }) => {
      const artifact = openArtifact(location, await readManifest(location));
      const drift = await artifact.loadDrift();
      const { unknown, labelSets } = artifact.manifest;
      // Both are counted on the pictures that the threshold is set on.
      const images = drift?.record.images ?? labelSets?.images;
      return {
        drift,
        unknown: unknown && images !== undefined ? { images, falseAlarmRate: unknown.falseAlarmRate } : undefined,
      };
    },
  };
}
