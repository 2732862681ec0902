import { describe, expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import type { EncoderLease } from '../domain/encoder-leases.js';
import { createServing } from './serving.js';

/** A lease that says when it is given back, and how often. */
function leaseOf(version: number): { lease: EncoderLease; released: () => number } {
  let released = 0;
  const lease: EncoderLease = {
    model: modelRecord('pets', version),
    encoder: {
      status: 'ready',
      encode: () => Promise.reject(new Error('none')),
      encodeAll: () => Promise.reject(new Error('none')),
      occlude: () => Promise.reject(new Error('none')),
    },
    release: () => {
      released++;
    },
  };
  return { lease, released: () => released };
}

/** A work that goes on until it is let go. */
function work(): { run: (serving: Pick<EncoderLease, 'model'>) => Promise<number>; finish: () => void; fail: () => void } {
  let resolve: () => void = () => undefined;
  let reject: (reason: Error) => void = () => undefined;
  const promise = new Promise<void>((...both) => ([resolve, reject] = both));
  return {
    run: async ({ model }) => {
      await promise;
      return model.version;
    },
    finish: () => resolve(),
    fail: () => reject(new Error('failed')),
  };
}

describe('createServing', () => {
  it('lets work end with the model that it began with, and gives that back when the last one is done', async () => {
    const [one, two] = [leaseOf(1), leaseOf(2)];
    const serving = createServing(one.lease);
    const [a, b, c] = [work(), work(), work()];
    const [first, second] = [serving.use(a.run), serving.use(b.run)];
    serving.replace(two.lease);
    const third = serving.use(c.run);
    expect(serving.requireModel().version).toBe(2);
    a.finish();
    expect(await first).toBe(1);
    expect(one.released()).toBe(0);
    b.fail();
    await expect(second).rejects.toThrow('failed');
    expect(one.released()).toBe(1);
    c.finish();
    expect(await third).toBe(2);
    expect(two.released()).toBe(0);
    serving.close();
    expect([one.released(), two.released()]).toEqual([1, 1]);
  });

  it('gives back at once what nobody works with', () => {
    const [one, two] = [leaseOf(1), leaseOf(2)];
    const serving = createServing(one.lease);
    serving.replace(two.lease);
    expect([one.released(), two.released()]).toEqual([1, 0]);
  });

  it('waits for the work under way when it closes, and takes no more', async () => {
    const one = leaseOf(1);
    const serving = createServing(one.lease);
    const a = work();
    const running = serving.use(a.run);
    serving.close();
    await expect(serving.use(a.run)).rejects.toMatchObject({ code: 'NO_MODEL' });
    expect(one.released()).toBe(0);
    a.finish();
    await running;
    expect(one.released()).toBe(1);
  });

  it('says why there is none, until there is one', async () => {
    const serving = createServing({ reason: 'there is no model yet' });
    expect(serving.model).toBeUndefined();
    expect(serving.readiness()).toMatchObject({ ok: false, detail: 'none: there is no model yet' });
    expect(() => serving.requireModel()).toThrow(expect.objectContaining({ code: 'NO_MODEL', message: 'there is no model yet' }));
    serving.replace(leaseOf(1).lease);
    expect(await serving.use(({ model }) => Promise.resolve(model.version))).toBe(1);
    expect(serving.readiness()).toMatchObject({ ok: true });
  });
});
