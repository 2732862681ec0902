import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ModelRecord } from '../../domain/model-registry.js';
import { readModelRecord } from './read-model-record.js';

/** Artifacts as they lie in a folder, `<name>/<version>/manifest.json`; newest first. Damaged ones are left out.
 * @param tell is told of each of them. */
export async function listArtifacts(folder: string, tell: (artifact: string, error: unknown) => void): Promise<ModelRecord[]> {
  const models: ModelRecord[] = [];
  for (const name of await subfolders(folder))
    for (const version of await subfolders(path.join(folder, name))) {
      const artifact = path.join(folder, name, version);
      try {
        models.push(await readModelRecord(artifact));
      } catch (error) {
        tell(artifact, error);
      }
    }
  return models.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.version - a.version);
}

/** Names of the folders in a folder; hidden ones, such as those being written, are left out. */
async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
}
