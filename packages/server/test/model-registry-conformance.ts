import { beforeEach, describe, expect, it } from 'vitest';
import type { ModelRecord, ModelRegistry } from '../src/domain/model-registry.js';
import { modelRecord } from './model-record.js';

/** A registry with nothing in it, and the hands of whoever freezes and deletes artifacts. */
export interface RegistryBench {
  readonly registry: ModelRegistry;
  add(model: ModelRecord): Promise<void>;
  remove(model: ModelRecord): Promise<void>;
}

/** What every ModelRegistry must do. */
export function describeModelRegistry(name: string, fresh: () => Promise<RegistryBench>): void {
  describe(`${name} as a ModelRegistry`, () => {
    const now = new Date('2026-11-29T10:00:00.000Z');
    const [pets1, pets2, pets10] = [1, 2, 10].map((version) => modelRecord('pets', version)) as [ModelRecord, ModelRecord, ModelRecord];
    const cars = modelRecord('cars', 3, {
      precision: 'int8',
      quantization: { of: { name: 'cars', version: 1 }, images: 50, agreement: 0.98, cosine: 0.99, withinLimit: true },
      labels: ['car'],
    });
    let bench: RegistryBench;
    let registry: ModelRegistry;
    beforeEach(async () => {
      bench = await fresh();
      ({ registry } = bench);
    });
    const add = async (...models: ModelRecord[]): Promise<void> => {
      for (const model of models) await bench.add(model);
    };
    /** Where it lies is the adapter's affair. */
    const facts = (model: ModelRecord | undefined): Omit<ModelRecord, 'location'> | undefined => {
      if (!model) return undefined;
      const { location, ...rest } = model;
      expect(location).not.toBe('');
      return rest;
    };
    const known = async (reference: string): Promise<string | undefined> => {
      const model = await registry.resolve(reference);
      return model && `${model.name}/${model.version}`;
    };

    it('has nothing at first', async () => {
      expect(await registry.list()).toEqual([]);
      expect(await registry.aliases()).toEqual([]);
      for (const reference of ['production', 'pets', 'pets/1', pets1.encoderHash])
        expect(await registry.resolve(reference)).toBeUndefined();
    });

    it('lists models newest first, with what their artifacts say', async () => {
      await add(pets1, pets10, cars, pets2);
      expect((await registry.list()).map(facts)).toEqual([pets10, cars, pets2, pets1].map(facts));
    });

    it('resolves a name to its highest version, a version, and the hash of an encoder', async () => {
      await add(pets10, pets2, pets1, cars);
      expect(await known('pets')).toBe('pets/10');
      expect(await known('pets/2')).toBe('pets/2');
      expect(await known(pets1.encoderHash)).toBe('pets/1');
      expect(facts(await registry.resolve('cars'))).toEqual(facts(cars));
      for (const other of ['pets/3', 'dogs', 'dogs/1', 'f'.repeat(64), 'PETS']) expect(await known(other)).toBeUndefined();
    });

    it('takes the highest version of a name also where a lower one was frozen later', async () => {
      await add(modelRecord('pets', 2, { createdAt: '2026-01-01T00:00:00.000Z' }));
      await add(modelRecord('pets', 1, { createdAt: '2026-12-01T00:00:00.000Z' }));
      expect(await known('pets')).toBe('pets/2');
    });

    it('sets, moves and removes aliases', async () => {
      await add(pets1, pets2, cars);
      const made = await registry.setAlias('production', 'pets/1', now);
      expect(made).toEqual({
        alias: 'production',
        name: 'pets',
        version: 1,
        encoderHash: pets1.encoderHash,
        setAt: '2026-11-29T10:00:00.000Z',
      });
      expect(await known('production')).toBe('pets/1');
      await registry.setAlias('candidate', cars.encoderHash, now);
      await registry.setAlias('production', 'pets', now);
      expect((await registry.aliases()).map(({ alias, name: model, version }) => [alias, model, version])).toEqual([
        ['candidate', 'cars', 3],
        ['production', 'pets', 2],
      ]);
      expect(await registry.removeAlias('production')).toBe(true);
      expect(await registry.removeAlias('production')).toBe(false);
      expect(await known('production')).toBeUndefined();
      expect(await known('candidate')).toBe('cars/3');
    });

    it('remembers what an alias stood for before, also when it is said again', async () => {
      await add(pets1, pets2, cars);
      await registry.setAlias('production', 'pets/1', now);
      await registry.setAlias('production', 'pets/2', now);
      const previous = { name: 'pets', version: 1, encoderHash: pets1.encoderHash };
      expect(await registry.setAlias('production', 'pets/2', now)).toMatchObject({ version: 2, previous });
      expect(await registry.aliases()).toMatchObject([{ previous }]);
      expect(await registry.setAlias('production', 'cars', now)).toMatchObject({ name: 'cars', previous: { version: 2 } });
    });

    it('deletes a model, and no other', async () => {
      await add(pets1, pets2);
      await registry.setAlias('old', 'pets/1', now);
      const [, oldest] = await registry.list();
      expect(await registry.remove(oldest!)).toBe(true);
      expect((await registry.list()).map(facts)).toEqual([facts(pets2)]);
      expect(await known('old')).toBeUndefined();
      expect(await registry.remove(oldest!)).toBe(false);
    });

    it('keeps an alias at the model that it was given to, whatever is frozen later and whatever the other alias does', async () => {
      await add(pets1);
      await registry.setAlias('stable', 'pets', now);
      await registry.setAlias('production', 'stable', now);
      await add(pets2);
      await registry.setAlias('stable', 'pets/2', now);
      expect(await known('production')).toBe('pets/1');
    });

    it('lets an alias whose model is gone stand for nothing, and lists it still', async () => {
      await add(pets1, pets2);
      await registry.setAlias('production', 'pets/2', now);
      await bench.remove(pets2);
      expect(await known('production')).toBeUndefined();
      expect((await registry.aliases()).map(({ alias }) => alias)).toEqual(['production']);
      // The next training takes the version that is free again: it is another model.
      await add(modelRecord('pets', 2, { seed: 9 }));
      expect(await known('production')).toBeUndefined();
      expect(await known('pets/2')).toBe('pets/2');
      await add(pets10);
      await bench.remove(modelRecord('pets', 2, { seed: 9 }));
      await add(pets2);
      expect(await known('production')).toBe('pets/2');
    });

    it('asks an alias before a model of the same name that came later, and refuses one for a name that is taken', async () => {
      await add(pets1);
      await registry.setAlias('cars', 'pets', now);
      await add(cars);
      expect(await known('cars')).toBe('pets/1');
      expect(await known('cars/3')).toBe('cars/3');
      await expect(registry.setAlias('pets', 'cars/3', now)).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });

    it('refuses to set an alias to what is not there, and leaves it as it was', async () => {
      await add(pets1);
      await registry.setAlias('production', 'pets', now);
      await expect(registry.setAlias('production', 'pets/2', now)).rejects.toMatchObject({
        code: 'MODEL_NOT_FOUND',
        message: expect.stringContaining('pets/1') as string,
      });
      expect(await known('production')).toBe('pets/1');
    });

    const noReferences = [
      '',
      '.',
      '..',
      '../pets',
      'pets/',
      '/pets',
      'pets/0',
      'pets/01',
      'pets/-1',
      'pets/1/2',
      'pets/1.5',
      'a b',
      'ä',
      'pets/99999999999',
    ];
    it.each([...noReferences, 'x'.repeat(101)])('refuses the reference %j', async (reference) => {
      await expect((async () => registry.resolve(reference))()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await add(pets1);
      await expect((async () => registry.setAlias('production', reference, now))()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });

    const noAliases = [
      '',
      '.',
      '..',
      '.hidden',
      'a/b',
      '../production',
      'Production',
      'a b',
      'a\\b',
      'a\0',
      'x'.repeat(65),
      'a'.repeat(64),
    ];
    it.each(noAliases)('refuses the alias %j', async (alias) => {
      await add(pets1);
      await expect((async () => registry.setAlias(alias, 'pets', now))()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      await expect((async () => registry.removeAlias(alias))()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
      expect(await registry.aliases()).toEqual([]);
    });

    it('sets many aliases at once', async () => {
      await add(pets1, pets2);
      await Promise.all(Array.from({ length: 20 }, (_, i) => registry.setAlias(`a${i}`, i % 2 ? 'pets/1' : 'pets/2', now)));
      expect(await registry.aliases()).toHaveLength(20);
      expect([await known('a7'), await known('a8')]).toEqual(['pets/1', 'pets/2']);
    });
  });
}
