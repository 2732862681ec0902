import { pino } from 'pino';
import { beforeEach, describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { createMemoryModelRegistry } from '../adapters/memory/memory-model-registry.js';
import type { EncoderLease, EncoderLeases } from '../domain/encoder-leases.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { createServing, type Serving } from './serving.js';
import { createProductionSwitch, type ProductionSwitch } from './switch-production.js';

const [pets1, pets2] = [1, 2].map((version) => modelRecord('pets', version, { embeddingSize: 2 })) as [ModelRecord, ModelRecord];

describe('createProductionSwitch', () => {
  let registry: ReturnType<typeof createMemoryModelRegistry>;
  let serving: Serving;
  let production: ProductionSwitch;
  /** Of the embeddings of pets/2; what an encoder gives has length 1. */
  let length: number;
  let released: string[];

  const lease = (model: ModelRecord): EncoderLease => {
    let asked = 0;
    const encode = () => {
      const angle = asked++;
      const embedding = Float32Array.of(length * Math.cos(angle), length * Math.sin(angle));
      return Promise.resolve({ embedding, logits: new Float32Array(model.labels.length), warnings: [] });
    };
    return {
      model,
      encoder: { status: 'ready', encode, encodeAll: () => Promise.resolve([]), occlude: () => Promise.reject(new Error('none')) },
      release: () => released.push(`${model.name}/${model.version}`),
    };
  };

  beforeEach(() => {
    [length, released] = [1, []];
    registry = createMemoryModelRegistry([pets1, pets2]);
    serving = createServing(lease(pets1));
    const encoders: EncoderLeases = {
      loaded: [],
      memoryOf: () => undefined,
      lease: (model) => Promise.resolve(lease(model as ModelRecord)),
    };
    production = createProductionSwitch({
      ...{ registry, encoders, serving, pinned: false, logger: pino({ level: 'silent' }) },
      now: () => new Date('2026-11-29T10:00:00.000Z'),
    });
  });

  it('sets the alias and lets the model serve, and gives the one before back', async () => {
    expect(await production.set('pets/2')).toMatchObject({ alias: 'production', version: 2 });
    expect(serving.requireModel().version).toBe(2);
    expect(released).toEqual(['pets/1']);
  });

  it('tries a model before anything changes: one whose answers cannot be used neither serves nor is recorded', async () => {
    length = 5;
    await expect(production.set('pets/2')).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' });
    expect(await registry.aliases()).toEqual([]);
    expect(serving.requireModel().version).toBe(1);
    expect(released).toEqual(['pets/2']);
  });

  it('lets nothing serve that could not be recorded', async () => {
    registry.setAlias = () => Promise.reject(new Error('EROFS'));
    await expect(production.set('pets/2')).rejects.toThrow('EROFS');
    expect(serving.requireModel().version).toBe(1);
    expect(released).toEqual(['pets/2']);
  });
});
