import { beforeEach, describe, expect, it } from 'vitest';
import type { DriftBlock, DriftExample, DriftStore, DriftVerdict } from '../src/domain/drift-store.js';
import { modelRecord } from './model-record.js';

const START = Date.parse('2026-11-30T10:00:00.000Z');
const at = (seconds: number): string => new Date(START + seconds * 1000).toISOString();
const [ONE, OTHER] = [modelRecord('photos', 1), modelRecord('photos', 2)];
const blockAt = (second: number, changes: Partial<DriftBlock> = {}): DriftBlock => ({
  ...{ id: `block ${second}`, began: at(second - 1), ended: at(second), pictures: 10, judged: 9, unknown: 2 },
  ...{ embeddings: Float64Array.of(0.1, -1e-300, second), confidence: new Array<number>(20).fill(1), predicted: [7, 3] },
  ...changes,
});
const exampleAt = (second: number, drive: number, changes: Partial<DriftExample> = {}): DriftExample => ({
  ...{
    id: `example ${second}`,
    measure: 'confidence',
    drive,
    seenAt: at(second),
    label: 'Käse "ü"',
    confidence: 0.4,
    unknown: null,
    bytes: 3,
  },
  ...changes,
});
const JPEG = Uint8Array.of(1, 2, 3);
const ROOMY = { pictures: 10, bytes: 1000 };
const verdicts = (embeddings: DriftVerdict, labels: DriftVerdict = 'ok') =>
  ({ embeddings, confidence: 'ok', unknown: 'noReference', labels }) as const;

/** What every DriftStore must do. @param fresh opens an empty store and gives a way to open the same again, as another process would. */
export function describeDriftStore(name: string, fresh: () => Promise<{ store: DriftStore; another: () => Promise<DriftStore> }>): void {
  describe(`${name} as a DriftStore`, () => {
    let store: DriftStore;
    let another: () => Promise<DriftStore>;
    beforeEach(async () => {
      ({ store, another } = await fresh());
      return () => store.close();
    });
    const idsOf = async (pictures = 1000, since = at(0), model = ONE): Promise<string[]> =>
      (await store.blocks(model, { pictures, since })).map(({ id }) => id);

    it('keeps blocks to the bit, for whoever has it open, and replaces one that has grown', async () => {
      await store.put(ONE, blockAt(1));
      const other = await another();
      expect(await other.blocks(ONE, { pictures: 1000, since: at(0) })).toEqual([blockAt(1)]);
      const grown = blockAt(2, { id: 'block 1', pictures: 12 });
      await other.put(ONE, grown);
      expect(await store.blocks(ONE, { pictures: 1000, since: at(0) })).toEqual([grown]);
      await other.close();
    });

    it('gives the newest blocks that fit a window, and the newest in any case', async () => {
      for (const second of [3, 1, 2, 5, 4]) await store.put(ONE, blockAt(second));
      await store.put(OTHER, blockAt(6));
      expect(await idsOf()).toEqual(['block 5', 'block 4', 'block 3', 'block 2', 'block 1']);
      expect(await idsOf(39)).toEqual(['block 5', 'block 4', 'block 3']);
      expect(await idsOf(1)).toEqual(['block 5']);
      expect(await idsOf(1000, at(4))).toEqual(['block 5', 'block 4']);
      expect(await idsOf(1000, at(6))).toEqual([]);
      // One that is too large hides those behind it: a window has no holes.
      await store.put(ONE, blockAt(4, { pictures: 100 }));
      expect(await idsOf(50)).toEqual(['block 5']);
    });

    it('says since when a measure stands as it does', async () => {
      const first = await store.settle(ONE, verdicts('ok'), at(1));
      expect(first).toEqual({
        embeddings: { verdict: 'ok', since: at(1) },
        confidence: { verdict: 'ok', since: at(1) },
        unknown: { verdict: 'noReference', since: at(1) },
        labels: { verdict: 'ok', since: at(1) },
      });
      const other = await another();
      expect(await other.settle(ONE, verdicts('alarm', 'watch'), at(2))).toMatchObject({
        embeddings: { verdict: 'alarm', since: at(2) },
        confidence: { verdict: 'ok', since: at(1) },
        labels: { verdict: 'watch', since: at(2) },
      });
      expect(await store.settle(ONE, verdicts('alarm'), at(3))).toMatchObject({ embeddings: { since: at(2) }, labels: { since: at(3) } });
      expect(await store.settle(OTHER, verdicts('alarm'), at(4))).toMatchObject({ embeddings: { since: at(4) } });
      await other.close();
    });

    it('keeps the examples that drive a measure most, of each model and measure', async () => {
      for (const [second, drive] of [1, 5, 3, 4, 2].entries())
        await store.keepExample(ONE, exampleAt(second, drive), JPEG, { ...ROOMY, pictures: 3 });
      await store.keepExample(ONE, exampleAt(7, 0.5, { measure: 'unknown', unknown: true }), JPEG, { ...ROOMY, pictures: 3 });
      await store.keepExample(OTHER, exampleAt(8, 9, { unknown: false }), JPEG, { ...ROOMY, pictures: 3 });
      expect((await store.examples(ONE)).map(({ drive }) => drive)).toEqual([5, 4, 3, 0.5]);
      expect(await store.examples(OTHER)).toEqual([exampleAt(8, 9, { unknown: false })]);
      expect(await store.keepExample(ONE, exampleAt(9, 2.5), JPEG, { ...ROOMY, pictures: 3 })).toBe(false);
      expect(await store.thumbnail('example 9')).toBeUndefined();
      expect(await store.thumbnail('example 7')).toEqual(JPEG);
    });

    it('lets go of the oldest examples where they take too many bytes together', async () => {
      for (const second of [1, 2, 3])
        await store.keepExample(second === 2 ? OTHER : ONE, exampleAt(second, 9 - second), JPEG, { pictures: 9, bytes: 6 });
      expect([await store.examples(ONE), await store.examples(OTHER)].map((some) => some.map(({ id }) => id))).toEqual([
        ['example 3'],
        ['example 2'],
      ]);
      expect(await store.keepExample(ONE, exampleAt(4, 1, { bytes: 7 }), new Uint8Array(7), { pictures: 9, bytes: 6 })).toBe(false);
    });

    it('forgets what is too old, of one model or of all', async () => {
      for (const model of [ONE, OTHER])
        for (const second of [1, 2]) {
          const title = `${model.version} ${second}`;
          await store.put(model, blockAt(second, { id: title }));
          await store.keepExample(model, exampleAt(second, 1, { id: title }), JPEG, ROOMY);
        }
      await store.settle(ONE, verdicts('alarm'), at(1));
      await store.forget({ blocks: at(2), examples: '' }, ONE);
      expect([await idsOf(), await idsOf(1000, at(0), OTHER)]).toEqual([['1 2'], ['2 2', '2 1']]);
      expect(await store.examples(ONE)).toHaveLength(2);
      await store.forget({ blocks: '', examples: at(2) });
      expect([await store.thumbnail('1 1'), await store.thumbnail('2 1'), await store.thumbnail('2 2')]).toEqual([
        undefined,
        undefined,
        JPEG,
      ]);
      await store.forget({ blocks: at(3), examples: at(3) });
      expect([await idsOf(), await store.examples(ONE), await store.thumbnail('2 2')]).toEqual([[], [], undefined]);
      expect(await store.settle(ONE, verdicts('alarm'), at(9))).toMatchObject({ embeddings: { since: at(1) } });
    });
  });
}
