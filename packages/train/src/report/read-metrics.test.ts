import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder } from '../../test/generated-images.js';
import { epochsOf, readEvents } from './read-metrics.js';

describe('readEvents', () => {
  it('passes over what a crash cut off, and takes no log for an empty one', () =>
    inTemporaryFolder(async (folder) => {
      expect(await readEvents(folder)).toEqual([]);
      await writeFile(join(folder, 'metrics.jsonl'), '{"type":"start"}\n{"type":"epo\n{"epoch":1}\n[1]\nnull\n{"type":"stopped"}\n{"type"');
      expect(await readEvents(folder)).toEqual([{ type: 'start' }, { type: 'stopped' }]);
    }));
});

describe('epochsOf', () => {
  const epoch = (fields: Record<string, unknown>) => ({ type: 'epoch', time: '2026-01-01T00:00:00Z', ...fields });
  const lossesOf = (start: string, fields: Record<string, unknown>) =>
    Object.fromEntries(epochsOf([{ type: 'start', loss: start }, epoch({ epoch: 1, ...fields })])[0]!.losses);

  it('names every term by its kind', () => {
    expect(lossesOf('supcon+cross-entropy', { loss: 5, supcon: 4, crossEntropy: 1 })).toEqual({ supcon: 4, 'cross-entropy': 1 });
    expect(lossesOf('triplet+cross-entropy', { loss: 5, contrastive: 4, crossEntropy: 1 })).toEqual({ triplet: 4, 'cross-entropy': 1 });
    expect(lossesOf('cross-entropy', { loss: 1, crossEntropy: 1 })).toEqual({ 'cross-entropy': 1 });
    expect(lossesOf('something', { loss: 3 })).toEqual({ something: 3 });
  });

  it('keeps the last of an epoch that was repeated, and their order', () => {
    const epochs = epochsOf([epoch({ epoch: 2, supcon: 9 }), epoch({ epoch: 1, supcon: 3, knn: 0.5 }), epoch({ epoch: 2, supcon: 2 })]);
    expect(epochs.map((own) => [own.epoch, own.losses.get('supcon'), own.knn])).toEqual([[1, 3, 0.5], [2, 2, undefined]]); // prettier-ignore
  });
});
