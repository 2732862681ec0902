import { setTimeout as sleep } from 'node:timers/promises';
import { describeTrainer } from '../../../test/trainer-conformance.js';
import { createMemoryTrainer } from './memory-trainer.js';

describeTrainer('memory', () =>
  Promise.resolve({
    photos: 'several',
    oneClass: 'one',
    recipe: 'any',
    trainer: createMemoryTrainer({
      epochs: 5,
      checkpoints: new Map(),
      held: new Set(),
      pause: () => sleep(1),
      refuse: (data) => (data === 'one' ? { code: 'BAD_DATA', message: 'it has only one class' } : undefined),
    }),
  }),
);
