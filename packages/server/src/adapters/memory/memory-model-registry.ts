import { requireModelAlias } from '../../domain/model-reference.js';
import type { ModelAlias, ModelRecord, ModelRegistry } from '../../domain/model-registry.js';
import { makeAlias, resolveModel, type ModelSnapshot } from '../../domain/resolve-model.js';

/** Models and aliases that nobody keeps: for tests of use cases. */
export interface MemoryModelRegistry extends ModelRegistry {
  /** As when an artifact is frozen. */
  add(model: ModelRecord): void;
  /** As when an artifact is deleted behind the server's back. */
  lose(name: string, version: number): void;
}

/** What memory registries that are opened on it share, as processes share a folder. */
export function createMemoryModelRegistry(models: readonly ModelRecord[] = []): MemoryModelRegistry {
  let known = [...models];
  const aliases = new Map<string, ModelAlias>();
  const snapshot = (): ModelSnapshot => ({
    models: known.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt) || b.version - a.version),
    aliases: [...aliases.values()].sort((a, b) => (a.alias < b.alias ? -1 : 1)),
  });
  return {
    add: (model) => {
      known.push(model);
    },
    lose: (name, version) => {
      known = known.filter((model) => model.name !== name || model.version !== version);
    },
    list: () => Promise.resolve(snapshot().models),
    aliases: () => Promise.resolve(snapshot().aliases),
    resolve: (reference) => soon(() => resolveModel(reference, snapshot())),
    setAlias: (alias, reference, now) =>
      soon(() => {
        const made = makeAlias(alias, reference, snapshot(), now);
        aliases.set(alias, made);
        return made;
      }),
    removeAlias: (alias) => soon(() => aliases.delete(requireModelAlias(alias))),
    remove: ({ location }) =>
      soon(() => {
        const before = known.length;
        known = known.filter((model) => model.location !== location);
        return known.length < before;
      }),
  };
}

/** What is thrown comes as a rejection, as from a registry that waits for something. */
function soon<T>(action: () => T): Promise<T> {
  return new Promise((resolve) => resolve(action()));
}
