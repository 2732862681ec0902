import { describe, expect, it } from 'vitest';
import { contrastiveKind, epochsOf, hasCrossEntropy, TRAINING_LOSSES, parseRunEvent, type RunEvent } from '@supcon/core/run/events';
import { curveFigures } from './curve-figures.js';

const log = (loss: string, terms: readonly Record<string, number>[]): RunEvent[] =>
  [
    { type: 'start', loss },
    ...terms.map((term, at) => ({ type: 'epoch', epoch: at + 1, time: '2026-01-01T00:00:00Z', learningRate: 0.1, ...term })),
  ].map((line) => parseRunEvent(line)!);
const both = epochsOf(log('supcon+cross-entropy', [{ loss: 5, supcon: 4, crossEntropy: 1, accuracy: 0.5, knn: 0.6 }, { loss: 4, supcon: 3.5, crossEntropy: 0.5, accuracy: 0.7 }])); // prettier-ignore
const alone = epochsOf(log('cross-entropy', [{ loss: 2, crossEntropy: 2, accuracy: 0.3 }]));

describe('curveFigures', () => {
  it('gives each kind of loss a panel of its own, also within one run, and never draws their sum', () => {
    const figures = curveFigures([{ name: 'a', epochs: both, colour: 0 }]);
    expect(figures.map(({ name }) => name)).toEqual(['loss-supcon', 'loss-cross-entropy', 'accuracy', 'learning-rate']);
  });

  it.each(TRAINING_LOSSES)('shows the curve of every term of %s', (loss) => {
    const contrastive = contrastiveKind(loss);
    const terms = { ...(contrastive ? { contrastive: 3 } : {}), ...(hasCrossEntropy(loss) ? { crossEntropy: 1 } : {}) };
    const figures = curveFigures([
      {
        name: 'a',
        epochs: epochsOf(
          log(loss, [
            { loss: 4, ...terms },
            { loss: 3, ...terms },
          ]),
        ),
        colour: 0,
      },
    ]);
    expect(figures.flatMap(({ name }) => (name.startsWith('loss-') ? [name] : []))).toEqual([
      ...(contrastive ? [`loss-${contrastive}`] : []),
      ...(hasCrossEntropy(loss) ? ['loss-cross-entropy'] : []),
    ]);
  });

  it('sets runs beside each other by the views they have seen', () => {
    const runs = [
      { name: 'a', epochs: both, colour: 0, views: 2 },
      { name: 'b', epochs: alone, colour: 1, views: 1 },
    ];
    const figures = new Map(curveFigures(runs, 'views').map((figure) => [figure.name, figure.drawing]));
    expect([...figures.keys()]).toEqual(['loss-supcon', 'loss-cross-entropy', 'accuracy-knn', 'accuracy-training', 'learning-rate']);
    const svg = (name: string): string => (figures.get(name) as { svg: string }).svg;
    expect(svg('loss-cross-entropy')).toContain('views of each picture so far');
    expect(svg('loss-cross-entropy')).toContain('>b<');
    // Only one of them has a SupCon loss.
    expect(svg('loss-supcon')).not.toContain('>b<');
  });

  it('draws nothing of a run that has logged nothing', () => {
    expect(curveFigures([{ name: 'a', epochs: [], colour: 0 }])).toEqual([]);
  });
});
