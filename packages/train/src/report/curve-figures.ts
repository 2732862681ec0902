import type { EpochMetrics } from '@supcon/core/run/events';
import type { Figure } from './figure.js';
import { lineChart, type Line } from './line-chart.js';
import { lossChart, type LossLine } from './loss-chart.js';

/** A run's curves, by the name it goes under in the pictures. */
export interface Curves {
  readonly name: string;
  readonly epochs: readonly EpochMetrics[];
  /** Number in the palette. */
  readonly colour: number;
  readonly dashed?: boolean;
  /** Views of each picture in an epoch; counts where runs are drawn over views. */
  readonly views?: number;
}

/** One panel of loss for each kind, then accuracy and learning rate.
 * @param over `views` sets runs with another number of views in an epoch beside each other by what they have seen. */
export function curveFigures(runs: readonly Curves[], over: 'epochs' | 'views' = 'epochs'): Figure[] {
  const kinds = [...new Set(runs.flatMap(({ epochs }) => epochs.flatMap(({ losses }) => [...losses.keys()])))];
  const single = runs.length === 1;
  const x = over === 'views' ? 'views of each picture so far' : 'epoch';
  const line = (run: Curves, name: string, value: (epoch: EpochMetrics) => number | undefined): Line => ({
    name: single ? name : run.name,
    colour: run.colour,
    dashed: run.dashed === true,
    points: run.epochs.flatMap((epoch) => {
      const found = value(epoch);
      return found === undefined ? [] : [[epoch.epoch * (over === 'views' ? (run.views ?? 1) : 1), found] as const];
    }),
  });
  const some = (lines: readonly Line[]): Line[] => lines.filter(({ points }) => points.length > 0);
  const losses = kinds.map((kind): Figure => {
    const lines: LossLine[] = some(runs.map((run) => line(run, kind, ({ losses: own }) => own.get(kind)))).map((own) => ({
      ...own,
      loss: kind,
    }));
    return {
      name: `loss-${kind.replace(/[^a-z0-9]+/g, '-')}`,
      caption: `Mean ${kind} loss of each epoch. Losses of different kinds have panels of their own: their values cannot be compared.`,
      drawing: { svg: lossChart(lines, x) },
    };
  });
  const accuracy = (name: string, title: string, caption: string, own: readonly Line[]): Figure[] =>
    own.length === 0
      ? []
      : [
          {
            name,
            caption,
            drawing: { svg: lineChart(own, { title, x, y: 'accuracy', yRange: [0, 1], percent: true, wholeX: true }) },
          },
        ];
  const knn = some(runs.map((run) => ({ ...line(run, '5-NN, validation', (epoch) => epoch.knn), dots: true })));
  const training = some(runs.map((run) => line(run, 'classifier, training views', (epoch) => epoch.accuracy)));
  const classifier = some(runs.map((run) => ({ ...line(run, 'classifier, validation', (epoch) => epoch.classifier), dots: true })));
  const rates = some(runs.map((run) => line(run, 'learning rate', (epoch) => epoch.learningRate)));
  const accuracies = single
    ? accuracy(
        'accuracy',
        'Accuracy during stage 1',
        'The classifier is trained beside the encoder. Its training accuracy is of augmented views that have just been learnt from.',
        [...training, ...knn, ...classifier].map((own, colour) => ({ ...own, colour })),
      )
    : [
        ...accuracy('accuracy-knn', '5-NN accuracy on validation', 'Of the encoder alone, without a classifier.', knn),
        ...accuracy(
          'accuracy-training',
          'Accuracy on training views',
          'Of the classifier that is trained beside the encoder, on augmented views.',
          training,
        ),
      ];
  return [
    ...losses,
    ...accuracies,
    ...(rates.length === 0
      ? []
      : [
          {
            name: 'learning-rate',
            caption: 'At the last step of each epoch.',
            drawing: { svg: lineChart(rates, { title: 'Learning rate', x, y: 'rate', wholeX: true }) },
          },
        ]),
  ];
}
