import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { manifestSchema, type Manifest } from '@supcon/core/artifact';
import type { Logger } from 'pino';

export interface ListedModel {
  readonly folder: string;
  readonly manifest: Manifest;
}

/** Artifacts as they lie in a folder, `<name>/<version>/manifest.json`; newest first. Damaged ones are logged and left out. */
export async function listModels(folder: string, logger: Logger): Promise<ListedModel[]> {
  const models: ListedModel[] = [];
  for (const name of await subfolders(folder))
    for (const version of await subfolders(path.join(folder, name))) {
      const artifact = path.join(folder, name, version);
      try {
        const manifest = manifestSchema.parse(JSON.parse(await readFile(path.join(artifact, 'manifest.json'), 'utf8')));
        models.push({ folder: artifact, manifest });
      } catch (error) {
        logger.warn({ artifact, err: error }, 'an artifact cannot be read and is left out');
      }
    }
  return models.sort((a, b) => b.manifest.createdAt.localeCompare(a.manifest.createdAt) || b.manifest.version - a.manifest.version);
}

/** Names of the folders in a folder; hidden ones, such as those being written, are left out. */
async function subfolders(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.flatMap((entry) => (entry.isDirectory() && !entry.name.startsWith('.') ? [entry.name] : []));
}
