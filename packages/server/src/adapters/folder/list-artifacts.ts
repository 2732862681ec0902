import { readdir } from 'node:fs/promises';
import path from 'node:path';
import type { Logger } from 'pino';
import type { ModelRecord } from '../../domain/model-registry.js';
import { readModelRecord } from './read-model-record.js';

/** Artifacts as they lie in a folder, `<name>/<version>/manifest.json`; newest first. Damaged ones are logged and left out. */
export async function listArtifacts(folder: string, logger: Logger): Promise<ModelRecord[]> {
  const models: ModelRecord[] = [];
  for (const name of await subfolders(folder))
    for (const version of await subfolders(path.join(folder, name))) {
      const artifact = path.join(folder, name, version);
      try {
        models.push(await readModelRecord(artifact));
      } catch (error) {
        logger.warn({ artifact, err: error }, 'an artifact cannot be read and is left out');
      }
    }
  return models.sort((a, b) => b.createdAt.localeCompare(a.createdAt) || b.version - a.version);
}

/** Names of the folders in a folder; hidden ones, such as those being written, are left out. */
async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
}
