import path from 'node:path';
import type { Logger } from 'pino';
import { createFolderModelRegistry } from '../adapters/folder/folder-model-registry.js';
import type { ModelRecord, ModelRegistry } from '../domain/model-registry.js';

/** The models of a home: `artifacts/` in it.
 * @param extra an artifact that lies elsewhere. */
export function openModelRegistry(home: string, logger: Logger, extra?: ModelRecord): ModelRegistry {
  return createFolderModelRegistry({ folder: path.join(home, 'artifacts'), extra, logger });
}
