import { describeClassEditor } from '../../../test/class-editor-conformance.js';
import { modelRecord } from '../../../test/model-record.js';
import { createMemoryClassEditor } from './memory-class-editor.js';
import { createMemoryModelRegistry } from './memory-model-registry.js';

describeClassEditor('memory', () => {
  const model = modelRecord('pets', 1, {
    labels: ['a', 'b', 'c'],
    classes: {
      answering: 'softmax',
      ridge: 1,
      balance: 1,
      photos: [3, 3, 3],
      temperature: 1,
      validation: { images: 1, softmax: 1, ridge: 1 },
    },
  });
  const registry = createMemoryModelRegistry([model]);
  const editor = createMemoryClassEditor(registry, () => new Date('2026-11-30T10:00:00.000Z'));
  // Nobody looks at them.
  return Promise.resolve({ editor, registry, model, logits: () => Promise.resolve(new Float32Array()) });
});
