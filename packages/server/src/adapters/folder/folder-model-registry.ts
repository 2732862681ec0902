import type { Logger } from 'pino';
import path from 'node:path';
import { requireModelAlias } from '../../domain/model-reference.js';
import type { ModelRecord, ModelRegistry } from '../../domain/model-registry.js';
import { makeAlias, resolveModel, type ModelSnapshot } from '../../domain/resolve-model.js';
import { aliasFiles } from './alias-files.js';
import { listArtifacts } from './list-artifacts.js';
import { removeArtifact } from './remove-artifact.js';

/** Artifacts as they lie in a folder, with the aliases beside them in `.aliases/`: no artifact's name begins with a dot.
 * @param options.folder holds `<name>/<version>/`; need not exist.
 * @param options.extra an artifact that lies elsewhere and comes before those of the folder. */
export function createFolderModelRegistry({
  folder,
  extra,
  logger,
}: {
  readonly folder: string;
  readonly extra?: ModelRecord | undefined;
  readonly logger: Logger;
}): ModelRegistry {
  const files = aliasFiles(path.join(folder, '.aliases'), logger);
  // The folder is looked at again and again: each damage is said once.
  const said = new Map<string, string>();
  const sayDamaged = (artifact: string, error: unknown): void => {
    if (said.get(artifact) === String(error)) return;
    said.set(artifact, String(error));
    logger.warn({ artifact, err: error }, 'an artifact cannot be read and is left out');
  };
  const list = async (): Promise<ModelRecord[]> => {
    const models = await listArtifacts(folder, sayDamaged);
    return extra ? [extra, ...models.filter(({ location }) => location !== extra.location)] : models;
  };
  const snapshot = async (): Promise<ModelSnapshot> => {
    // Aliases first: a model that one of them names was there before it.
    const aliases = await files.list();
    return { models: await list(), aliases };
  };
  return {
    list,
    aliases: () => files.list(),
    resolve: async (reference) => resolveModel(reference, await snapshot()),
    setAlias: async (alias, reference, now) => {
      const made = makeAlias(alias, reference, await snapshot(), now);
      await files.write(made);
      return made;
    },
    removeAlias: async (alias) => files.remove(requireModelAlias(alias)),
    remove: ({ location }) => removeArtifact(folder, location),
  };
}
