import { beforeEach, describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { createMemoryClassEditor } from '../adapters/memory/memory-class-editor.js';
import { createMemoryModelRegistry, type MemoryModelRegistry } from '../adapters/memory/memory-model-registry.js';
import type { EncodedImage } from '../domain/encoder-leases.js';
import { ServerError } from '../domain/errors.js';
import { createClassService } from './create-class-service.js';
import type { ClassService } from './class-service.js';
import { createServing } from './serving.js';

const now = (): Date => new Date('2026-11-30T10:00:00.000Z');
const pets = modelRecord('pets', 1, {
  labels: ['cat', 'dog'],
  classes: { answering: 'softmax', ridge: 1, balance: 1, photos: [3, 4], temperature: 1, validation: { images: 1, softmax: 1, ridge: 1 } },
});

let registry: MemoryModelRegistry;
let classes: ClassService;
let switched: string[];
/** What letting production stand for a model does first. */
let onSet: () => Promise<void>;
/** What stands in the way of each picture; undefined for nothing. */
let troubles: (Error | undefined)[];
let hasRoom: boolean;
const picture = { bytes: () => Promise.resolve(new Uint8Array(1)) };

beforeEach(async () => {
  [switched, troubles, hasRoom] = [[], [], true];
  onSet = () => Promise.resolve();
  registry = createMemoryModelRegistry([pets]);
  await registry.setAlias('production', 'pets/1', now());
  const encodedBy = (labels: readonly string[]): EncodedImage => ({
    embedding: new Float32Array(8).fill(Math.sqrt(1 / 8)),
    logits: new Float32Array(labels.length),
    warnings: [],
  });
  const leaseOf = (model: typeof pets) => ({
    model,
    release: () => undefined,
    encoder: {
      status: 'ready' as const,
      occlude: () => Promise.reject(new Error('none')),
      encode: () => Promise.resolve(encodedBy(model.labels)),
      encodeAll: (pictures: readonly unknown[]) =>
        Promise.allSettled(
          pictures.map((_, at) => (troubles[at] ? Promise.reject(troubles[at]) : Promise.resolve(encodedBy(model.labels)))),
        ),
    },
  });
  const serving = createServing(leaseOf(pets));
  classes = createClassService({
    ...{ registry, serving, now, pinned: false },
    editor: createMemoryClassEditor(registry, now),
    encoders: { lease: () => Promise.reject(new Error('it is loaded already')) },
    production: {
      set: async (reference, guard) => {
        await onSet();
        await guard?.();
        switched.push(reference);
        serving.replace(leaseOf((await registry.resolve(reference))!));
        return registry.setAlias('production', reference, now());
      },
    },
    requireRoom: () => (hasRoom ? Promise.resolve() : Promise.reject(new ServerError('STORAGE_FULL', 'full'))),
  });
});

const there = async (): Promise<number[]> => (await registry.list()).map(({ version }) => version).sort();

describe('createClassService', () => {
  it('changes what serves, each change what the one before has left', async () => {
    await Promise.all([classes.add('emu', [picture]), classes.add('fox', [picture, picture]), classes.remove('cat')]);
    expect(switched).toEqual(['pets/2', 'pets/3', 'pets/4']);
    expect(await classes.list()).toEqual({
      model: { name: 'pets', version: 4, alias: 'production' },
      changeable: true,
      classes: [
        { label: 'dog', photos: 4, added: false },
        { label: 'emu', photos: 1, added: true },
        { label: 'fox', photos: 2, added: true },
      ],
      removed: ['cat'],
    });
  });

  it('keeps no version that cannot serve', async () => {
    onSet = () => Promise.reject(new ServerError('MODEL_UNUSABLE', 'it cannot'));
    await expect(classes.add('emu', [picture])).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' });
    await expect(classes.remove('cat')).rejects.toMatchObject({ code: 'MODEL_UNUSABLE' });
    expect(await there()).toEqual([1]);
    onSet = () => Promise.resolve();
    expect((await classes.add('emu', [picture])).model.version).toBe(2);
  });

  it('leaves an alias that somebody has let stand for another model meanwhile, and keeps nothing of the change', async () => {
    const other = await classes.add('emu', [picture]);
    expect(other.model).toEqual({ name: 'pets', version: 2, alias: 'production' });
    onSet = () => registry.setAlias('production', 'pets/1', now()).then(() => undefined);
    await expect(classes.add('fox', [picture])).rejects.toMatchObject({
      code: 'CLASS_CONFLICT',
      message: expect.stringMatching(/'production' stands for pets\/1 by now, and this change was made to pets\/2/) as string,
    });
    expect([await there(), (await registry.resolve('production'))?.version]).toEqual([[1, 2], 1]);
  });

  it('makes nothing where a picture cannot be used, there is no room, or nobody waits any more', async () => {
    troubles = [undefined, new ServerError('BAD_IMAGE', 'no picture')];
    await expect(classes.add('emu', [picture, picture])).rejects.toMatchObject({
      code: 'BAD_IMAGE',
      message: 'picture 1 of the class: no picture',
    });
    troubles = [new ServerError('NOT_READY', 'starting')];
    await expect(classes.add('emu', [picture])).rejects.toMatchObject({ code: 'NOT_READY', message: 'starting' });
    troubles = [];
    hasRoom = false;
    await expect(classes.add('emu', [picture])).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await expect(classes.remove('cat')).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    hasRoom = true;
    const left = AbortSignal.abort(new Error('left'));
    await expect(classes.add('emu', [picture], { signal: left })).rejects.toThrow('left');
    for (const count of [0, 51])
      await expect(classes.add('emu', Array<typeof picture>(count).fill(picture))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect([await there(), switched]).toEqual([[1], []]);
  });
});
