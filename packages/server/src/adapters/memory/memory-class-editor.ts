import type { ClassEditor } from '../../domain/class-editor.js';
import { modelNotFound } from '../../domain/resolve-model.js';
import type { ModelRecord } from '../../domain/model-registry.js';
import type { MemoryModelRegistry } from './memory-model-registry.js';

/** Changes classes of models that are records alone: for tests of use cases. @param now when a model is made. */
export function createMemoryClassEditor(registry: MemoryModelRegistry, now: () => Date): ClassEditor {
  return {
    change: async (model, change) => {
      const models = await registry.list();
      const { name, version, labels, classes } = model;
      if (!models.some(({ location }) => location === model.location) || !classes) throw modelNotFound(`${name}/${version}`, { models });
      const next = Math.max(...models.flatMap((other) => (other.name === name ? [other.version] : []))) + 1;
      const { of = { name, version }, added = [], removed = [] } = classes.changed ?? {};
      const at = 'add' in change ? labels.length : labels.indexOf(change.remove);
      const photos =
        'add' in change ? [...classes.photos, change.embeddings.length / model.embeddingSize] : classes.photos.toSpliced(at, 1);
      const changed =
        'add' in change
          ? { of, added: [...added, change.add], removed }
          : {
              of,
              added: added.filter((label) => label !== change.remove),
              removed: added.includes(change.remove) ? removed : [...removed, change.remove],
            };
      const made: ModelRecord = {
        ...model,
        version: next,
        createdAt: now().toISOString(),
        location: `${model.location}+${next}`,
        labels: 'add' in change ? [...labels, change.add] : labels.toSpliced(at, 1),
        classes: { ...classes, answering: 'ridge', photos, changed },
      };
      registry.add(made);
      return made;
    },
    close: () => Promise.resolve(),
  };
}
