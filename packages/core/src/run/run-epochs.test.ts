import { describe, expect, it } from 'vitest';
import { contrastiveLossSchema } from '../losses/contrastive-loss-schema.js';
import { contrastiveKind, CONTRASTIVE_KINDS, hasCrossEntropy, TRAINING_LOSSES } from './loss-names.js';
import { parseRunEvent } from './parse-run-event.js';
import { epochsOf } from './run-epochs.js';

const epoch = (fields: Record<string, unknown>) => ({ type: 'epoch', time: '2026-01-01T00:00:00Z', ...fields });
const read = (lines: readonly object[]) => epochsOf(lines.map((line) => parseRunEvent(line)!));
const lossesOf = (start: string | undefined, fields: Record<string, unknown>) =>
  Object.fromEntries(read([{ type: 'start', ...(start === undefined ? {} : { loss: start }) }, epoch({ epoch: 1, ...fields })])[0]!.losses);

describe('epochsOf', () => {
  it('names every term by its kind', () => {
    expect(lossesOf('supcon+cross-entropy', { loss: 5, contrastive: 4, crossEntropy: 1 })).toEqual({ supcon: 4, 'cross-entropy': 1 });
    expect(lossesOf('triplet+cross-entropy', { loss: 5, contrastive: 4, crossEntropy: 1 })).toEqual({ triplet: 4, 'cross-entropy': 1 });
    expect(lossesOf('cross-entropy', { loss: 1, crossEntropy: 1 })).toEqual({ 'cross-entropy': 1 });
    expect(lossesOf('something', { loss: 3 })).toEqual({ something: 3 });
  });

  it('reads what earlier versions called supcon, and runs that did not name their loss', () => {
    expect(lossesOf('supcon+cross-entropy', { loss: 5, supcon: 4, crossEntropy: 1 })).toEqual({ supcon: 4, 'cross-entropy': 1 });
    expect(lossesOf(undefined, { loss: 4, supcon: 4 })).toEqual({ supcon: 4 });
    expect(lossesOf(undefined, { loss: 4 })).toEqual({ supcon: 4 });
  });

  it('keeps the last of an epoch that was repeated, and their order', () => {
    const epochs = read([epoch({ epoch: 2, supcon: 9 }), epoch({ epoch: 1, supcon: 3, knn: 0.5 }), epoch({ epoch: 2, supcon: 2 })]);
    expect(epochs.map((own) => [own.epoch, own.losses.get('supcon'), own.knn])).toEqual([[1, 3, 0.5], [2, 2, undefined]]); // prettier-ignore
  });

  it('drops what followed an epoch that is trained again: the run is no further', () => {
    const epochs = read([1, 2, 3, 2].map((number) => epoch({ epoch: number, loss: number })));
    expect(epochs.map((own) => own.epoch)).toEqual([1, 2]);
  });
});

describe('the losses', () => {
  it('are those that core has', () => {
    expect([...CONTRASTIVE_KINDS].sort()).toEqual(contrastiveLossSchema.options.map(({ shape }) => shape.kind.value).sort());
  });

  it.each(TRAINING_LOSSES)('%s shows every one of its terms', (loss) => {
    const kind = contrastiveKind(loss);
    const terms = { ...(kind ? { contrastive: 2 } : {}), ...(hasCrossEntropy(loss) ? { crossEntropy: 1 } : {}) };
    expect(lossesOf(loss, { loss: 3, ...terms })).toEqual({
      ...(kind ? { [kind]: 2 } : {}),
      ...(hasCrossEntropy(loss) ? { 'cross-entropy': 1 } : {}),
    });
    expect(Object.keys(terms)).not.toEqual([]);
  });
});
