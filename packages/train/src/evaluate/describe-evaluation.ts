import { UNKNOWN_SCORES, type UnknownScoreName } from '@supcon/core';
import { textTable } from '../console/text-table.js';
import { describeBalance } from './class-accuracy.js';
import type { Evaluation } from './evaluate-artifact.js';
import type { EvaluationReport } from './evaluate-embeddings.js';
import type { LabelSetScores } from './label-set-scores.js';
import { SCORE_TITLES } from './score-title.js';
import { thresholdScores } from './unknown-detection.js';

/** More classes than this make a matrix wider than a terminal: the most frequent confusions are listed instead. */
const WIDEST_MATRIX = 12;
const MOST_CONFUSIONS = 10;
const MOST_SUSPECTS = 10;

const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;
const figure = (value: number | null | undefined): string => (value === null || value === undefined ? '' : value.toFixed(3));
const share = (value: number | null | undefined): string => (value === null || value === undefined ? '' : percent(value));

/** An evaluation as tables for people. */
export function describeEvaluation(evaluation: Evaluation): string {
  const { artifact, images, accuracy, perClass, calibration, labelSets, report } = evaluation;
  const balance = describeBalance(perClass);
  const perLabel = Object.entries(perClass).map(([label, value]) => `  ${label.padEnd(20)} ${percent(value)}`);
  const probabilities = [
    `Its probabilities are off by ${percent(calibration.before.expectedCalibrationError)} on average (ECE)`,
    ...(calibration.after
      ? [`${percent(calibration.after.expectedCalibrationError)} at its temperature of ${figure(calibration.temperature)}`]
      : []),
  ].join(', ');
  const sets = labelSets ? [describeSets('Its label sets', labelSets)] : [];
  const own = [
    `${artifact.name} version ${artifact.version}: ${percent(accuracy)} of ${images} pictures right${balance === undefined ? '' : `; ${balance}`}`,
    ...perLabel,
    `${probabilities}.`,
    ...sets,
  ].join('\n');
  return [
    own,
    ...(report ? describeReport(report) : []),
    ...describeCorruptions(evaluation),
    ...describeUnknown(evaluation),
    ...describeSuspects(evaluation),
  ].join('\n\n');
}

function describeSets(whose: string, scores: readonly LabelSetScores[]): string {
  const each = scores.map(
    ({ promised, covered, meanSize }) =>
      `of ${percent(promised)} hold the right class for ${percent(covered)} of the pictures, with ${meanSize.toFixed(2)} classes on average`,
  );
  return `${whose} ${each.join(', ')}.`;
}

function describeReport(report: EvaluationReport): string[] {
  const { images, linear, knn, weightedKnn, prototype, calibration, labelSets, retrieval, geometry, unknown } = report;
  const classifiers = [
    ['classifier', 'accuracy', 'macro precision', 'macro recall', 'macro F1'],
    ...(
      [
        ['linear', linear],
        [`${knn.k} neighbours`, knn],
        [`${weightedKnn.k} neighbours, weighted`, weightedKnn],
        ['nearest prototype', prototype],
      ] as const
    ).map(([name, { accuracy, macro }]) => [name, percent(accuracy), percent(macro.precision), percent(macro.recall), percent(macro.f1)]),
  ];
  const classes = [
    ['class (linear)', 'precision', 'recall', 'F1', 'pictures'],
    ...Object.entries(linear.perClass).map(([label, { precision, recall, f1, support }]) => [
      label,
      percent(precision),
      percent(recall),
      percent(f1),
      String(support),
    ]),
  ];
  const outcome = { fitted: '', allRight: ' (validation is all right, so it stays)', bounded: ' (at the end of its range)' }[
    calibration.outcome
  ];
  const calibrations = [
    ['calibration (linear)', 'ECE', 'NLL', 'Brier'],
    ...(
      [
        ['temperature 1', calibration.before],
        [`temperature ${figure(calibration.temperature)}${outcome}`, calibration.after],
      ] as const
    ).map(([name, scores]) => [
      name,
      percent(scores.expectedCalibrationError),
      figure(scores.negativeLogLikelihood),
      figure(scores.brierScore),
    ]),
  ];
  const ks = Object.keys(retrieval.amongTest.recallAtK);
  const searches = [
    ['search', 'P@1', 'R-Precision', 'MAP@R', ...ks.map((k) => `recall@${k}`)],
    ...(
      [
        ['test among test', retrieval.amongTest],
        ['test in training', retrieval.testInTrain],
      ] as const
    ).map(([name, { precisionAt1, rPrecision, mapAtR, recallAtK }]) => [
      name,
      share(precisionAt1),
      share(rPrecision),
      share(mapAtR),
      ...ks.map((k) => share(recallAtK[k])),
    ]),
  ];
  const shape = [
    ['embeddings', 'silhouette cosine', 'euclidean', 'alignment', 'uniformity'],
    [
      'test',
      figure(geometry.silhouetteCosine),
      figure(geometry.silhouetteEuclidean),
      figure(geometry.alignment),
      figure(geometry.uniformity),
    ],
  ];
  const alarms = [
    ['unknown detection', 'threshold', 'false alarms on test', 'AUROC of left-out classes'],
    ...thresholdScores(unknown).map((name) => [
      scoreTitle(name, unknown.method),
      unknown.thresholds[name]!.toPrecision(3),
      share(unknown.testFalseAlarms[name]),
      figure(unknown.choice?.aurocs?.[name]),
    ]),
  ];
  return [
    `Report on ${images.test} test pictures; ${images.train} to fit on, ${images.validation} to choose on (l2 ${linear.l2}, temperature, thresholds for ${percent(unknown.falseAlarmRate)} false alarms)`,
    textTable(classifiers),
    textTable(classes),
    confusions(report),
    textTable(calibrations),
    describeSets('Label sets on test', labelSets),
    textTable(searches),
    textTable(shape),
    textTable(alarms),
  ];
}

/** The chosen one is marked. */
function scoreTitle(name: UnknownScoreName, chosen: UnknownScoreName): string {
  return `${name === chosen ? '* ' : '  '}${SCORE_TITLES[name]} (${name})`;
}

function confusions({ labels, linear }: EvaluationReport): string {
  if (labels.length <= WIDEST_MATRIX)
    return textTable([
      ['is \\ taken for', ...labels],
      ...linear.confusion.map((row, c) => [labels[c]!, ...row.map((count) => (count === 0 ? '.' : String(count)))]),
    ]);
  const wrong = linear.confusion
    .flatMap((row, is) => row.map((count, taken) => ({ is, taken, count })))
    .filter(({ is, taken, count }) => is !== taken && count > 0)
    .toSorted((a, b) => b.count - a.count)
    .slice(0, MOST_CONFUSIONS);
  return textTable([['is', 'taken for', 'pictures'], ...wrong.map(({ is, taken, count }) => [labels[is]!, labels[taken]!, String(count)])]);
}

function describeCorruptions({ corruptions }: Evaluation): string[] {
  if (!corruptions) return [];
  const { clean, mean, curves } = corruptions;
  return [
    `Linear classifier on spoilt test pictures: ${percent(mean)} on average, ${percent(clean)} on clean ones`,
    textTable([
      ['corruption', ...[1, 2, 3, 4, 5].map((strength) => `strength ${strength}`)],
      ...curves.map(({ name, accuracies }) => [name, ...accuracies.map(percent)]),
    ]),
  ];
}

function describeUnknown({ unknown }: Evaluation): string[] {
  if (!unknown) return [];
  const whose = unknown.detectors === 'artifact' ? "the artifact's own thresholds" : 'thresholds of the report';
  return [
    `${unknown.images} pictures of classes that were never trained, ${whose}; * is the score that is asked`,
    textTable([
      ['score', 'AUROC', 'AUPR', 'FPR at 95 % TPR', 'detected', 'false alarms'],
      ...UNKNOWN_SCORES.map((name) => {
        const { auroc, aupr, fprAt95Tpr, detected, falseAlarms } = unknown[name];
        return [
          scoreTitle(name, unknown.method),
          figure(auroc),
          figure(aupr),
          percent(fprAt95Tpr),
          percent(detected),
          percent(falseAlarms),
        ];
      }),
    ]),
  ];
}

function describeSuspects({ labelIssues }: Evaluation): string[] {
  if (!labelIssues) return [];
  const { suspects, images } = labelIssues;
  return [
    `${suspects.length} of ${images} pictures probably lie in the wrong class${suspects.length === 0 ? '' : '; the most doubtful:'}`,
    ...(suspects.length === 0
      ? []
      : [
          textTable([
            ['picture', 'suggested', 'confidence', 'given'],
            ...suspects
              .slice(0, MOST_SUSPECTS)
              .map(({ path, suggested, confidence, givenConfidence }) => [path, suggested, percent(confidence), percent(givenConfidence)]),
          ]),
        ]),
  ];
}
