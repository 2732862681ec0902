import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { createMemoryModelRegistry } from '../adapters/memory/memory-model-registry.js';
import type { EncoderLeases } from '../domain/encoder-leases.js';
import type { ModelRecord } from '../domain/model-registry.js';
import { createServing, type Serving } from './serving.js';
import { startServing, type StartServingOptions } from './start-serving.js';

const [pets1, pets2] = [1, 2].map((version) => modelRecord('pets', version)) as [ModelRecord, ModelRecord];
const now = new Date('2026-11-29T10:00:00.000Z');

interface Line {
  readonly level: number;
  readonly msg: string;
}

/** Starts as a server does, with encoders that only say which model they are of. */
class Bench {
  readonly registry = createMemoryModelRegistry();
  readonly lines: Line[] = [];
  readonly leased: { name: string; resident: boolean | undefined }[] = [];
  damaged: string | undefined;

  start(more: Partial<StartServingOptions> = {}): Promise<Serving> {
    const encoders: EncoderLeases = {
      loaded: [],
      memoryOf: () => undefined,
      lease: (model, options) => {
        if (typeof model === 'string') throw new Error('it was to be resolved before');
        const name = `${model.name}/${model.version}`;
        if (name === this.damaged) return Promise.reject(new Error('damaged'));
        this.leased.push({ name, resident: options?.resident });
        const encoder = {
          status: 'ready' as const,
          encode: () => Promise.reject(new Error('none')),
          encodeAll: () => Promise.resolve([]),
          occlude: () => Promise.reject(new Error('none')),
        };
        return Promise.resolve({ model, encoder, release: () => undefined });
      },
    };
    const logger = pino({ base: null }, { write: (line: string) => this.lines.push(JSON.parse(line) as Line) });
    return startServing({ registry: this.registry, encoders, collections: [], now, logger, ...more }).then(createServing);
  }

  /** The lines of a level, or above it. */
  said(level: 'info' | 'warn' | 'error'): string[] {
    const least = { info: 30, warn: 40, error: 50 }[level];
    return this.lines.flatMap((line) => (line.level >= least ? [line.msg] : []));
  }
}

const served = (serving: Serving): string => {
  const model = serving.requireModel();
  return `${model.name}/${model.version}`;
};

describe('startServing', () => {
  it('chooses at the first start, records it as production and keeps to it afterwards', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    expect(served(await bench.start())).toBe('pets/1');
    expect(await bench.registry.aliases()).toMatchObject([{ alias: 'production', name: 'pets', version: 1, setAt: now.toISOString() }]);
    expect(bench.leased).toEqual([{ name: 'pets/1', resident: true }]);
    expect(bench.said('info')).toEqual([expect.stringContaining('pets/1 serves from now on, as production')]);
    bench.registry.add(pets2);
    bench.registry.add(modelRecord('pets-int8', 1, { createdAt: '2027-01-01T00:00:00.000Z', precision: 'int8' }));
    expect(served(await bench.start())).toBe('pets/1');
  });

  it('goes on with what most items were made with where a version before left no alias', async () => {
    const bench = new Bench();
    for (const model of [pets1, pets2]) bench.registry.add(model);
    const collections = [
      { name: 'a', items: 7, encoderHash: pets1.encoderHash },
      { name: 'b', items: 2, encoderHash: pets2.encoderHash },
    ];
    expect(served(await bench.start({ collections }))).toBe('pets/1');
    expect(bench.said('info')[0]).toContain('7 items');
  });

  it('lets an artifact that was named serve this time, and records nothing', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    const override = modelRecord('other', 4, { location: '/elsewhere' });
    expect(served(await bench.start({ override }))).toBe('other/4');
    expect(await bench.registry.aliases()).toEqual([]);
    await bench.registry.setAlias('production', 'pets/1', now);
    expect(served(await bench.start({ override }))).toBe('other/4');
    expect(served(await bench.start())).toBe('pets/1');
  });

  it('serves nothing rather than another model where the one that production names is gone', async () => {
    const bench = new Bench();
    for (const model of [pets1, pets2]) bench.registry.add(model);
    await bench.registry.setAlias('production', 'pets/1', now);
    bench.registry.lose('pets', 1);
    const serving = await bench.start();
    const reason = /production is pets\/1 .*supcon-server alias production MODEL/;
    expect(() => serving.requireModel()).toThrow(
      expect.objectContaining({ code: 'NO_MODEL', message: expect.stringMatching(reason) as string }),
    );
    expect(bench.said('error')).toEqual([expect.stringMatching(reason)]);
    expect(bench.leased).toEqual([]);
  });

  it('serves nothing where there is nothing, and records nothing', async () => {
    const bench = new Bench();
    const serving = await bench.start();
    expect(() => serving.requireModel()).toThrow(expect.objectContaining({ code: 'NO_MODEL' }));
    expect(bench.said('warn')).toEqual([expect.stringContaining('no artifact')]);
    expect(await bench.registry.aliases()).toEqual([]);
  });

  it('does not start with a damaged model, nor records it', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    bench.damaged = 'pets/1';
    await expect(bench.start()).rejects.toThrow('damaged');
    expect(await bench.registry.aliases()).toEqual([]);
  });

  it('serves an older model where the newest is damaged and nothing was made with it, and says so', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    bench.registry.add({ ...pets1, version: 2, createdAt: '2099-01-01T00:00:00.000Z', encoderHash: 'f'.repeat(64) });
    bench.damaged = 'pets/2';
    expect(served(await bench.start())).toBe('pets/1');
    expect(bench.said('error')).toEqual([expect.stringContaining('pets/2 cannot be loaded')]);
    const filled = new Bench();
    filled.registry.add(pets1);
    filled.registry.add({ ...pets1, version: 2, createdAt: '2099-01-01T00:00:00.000Z', encoderHash: 'f'.repeat(64) });
    filled.damaged = 'pets/2';
    await expect(filled.start({ collections: [{ name: 'c', encoderHash: 'f'.repeat(64), items: 3 }] })).rejects.toThrow('damaged');
  });

  it('serves from a folder that may only be read, and says that it recorded nothing', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    const registry = { ...bench.registry, setAlias: () => Promise.reject(new Error('EROFS')) };
    expect(served(await bench.start({ registry }))).toBe('pets/1');
    expect(bench.said('warn')).toEqual([expect.stringContaining('could not be recorded')]);
  });

  it('names the collections whose model is gone', async () => {
    const bench = new Bench();
    bench.registry.add(pets1);
    const collections = [
      { name: 'mine', items: 1, encoderHash: pets1.encoderHash },
      { name: 'lost', items: 1, encoderHash: 'gone' },
    ];
    await bench.start({ collections });
    expect(bench.lines.find(({ level }) => level === 40)).toMatchObject({ collections: ['lost'] });
  });
});
