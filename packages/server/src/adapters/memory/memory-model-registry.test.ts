import { describeModelRegistry } from '../../../test/model-registry-conformance.js';
import { createMemoryModelRegistry } from './memory-model-registry.js';

describeModelRegistry('memory', () => {
  const registry = createMemoryModelRegistry();
  return Promise.resolve({
    registry,
    add: (model) => {
      registry.add(model);
      return Promise.resolve();
    },
    remove: ({ name, version }) => {
      registry.lose(name, version);
      return Promise.resolve();
    },
  });
});
