import {
  auroc,
  binConfidences,
  classificationScores,
  expectedCalibrationError,
  rocCurve,
  type ConfidenceBin,
  type PrecisionRecall,
  type RocPoint,
} from '@supcon/core/evaluation';
import { NO_VERDICT, type PredictionTable } from './prediction-file.js';

/** How well the model tells strangers, items whose label it does not know, from the others, by its unknown score. */
export interface UnknownEvaluation {
  readonly method: string;
  readonly threshold: number;
  /** Items with a label that the model knows, and with one that it does not. */
  readonly known: number;
  readonly strangers: number;
  readonly auroc: number;
  /** Of the verdicts as they are: shares of the known and of the strangers that are called unknown. */
  readonly atThreshold: Omit<RocPoint, 'score'>;
  /** From (0, 0) to (1, 1). */
  readonly curve: readonly RocPoint[];
}

/** How right a model is about a collection. */
export interface Evaluation {
  /** Items with a label, and of them those whose label the model knows: the scores are of these. */
  readonly labelled: number;
  readonly judged: number;
  readonly accuracy: number;
  readonly macro: PrecisionRecall;
  readonly weighted: PrecisionRecall;
  /** Every class of the model: `support` items have it, `predicted` are taken for it. */
  readonly classes: readonly (PrecisionRecall & { readonly label: string; readonly support: number; readonly predicted: number })[];
  /** What labelled items are taken for, those of strangers too: only what occurs, by label and prediction. */
  readonly confusion: readonly { readonly label: string; readonly prediction: string; readonly count: number }[];
  readonly calibration: { readonly expectedError: number; readonly bins: readonly ConfidenceBin[] };
  /** null where no item is a stranger or none is known, or the model cannot tell. */
  readonly unknown: UnknownEvaluation | null;
}

/** Points of the ROC curve. */
const CURVE_POINTS = 201;

/** Accuracy, what is taken for what, calibration and how strangers are told, of kept predictions. */
export function evaluatePredictions(table: PredictionTable): Evaluation {
  const { header, description, label, prediction, correct, confidence } = table;
  const { classes } = description;
  const C = classes.length;
  const classOf = classPlaces(header.labels, classes);
  const matrix = new Int32Array(C * C);
  const cells = new Map<number, number>();
  const judged: number[] = [];
  let labelled = 0;
  for (let row = 0; row < header.rows; row++) {
    const given = label[row]!;
    if (given < 0) continue;
    labelled++;
    const cell = given * C + prediction[row]!;
    cells.set(cell, (cells.get(cell) ?? 0) + 1);
    if (classOf[given]! < 0) continue;
    judged.push(row);
    matrix[classOf[given]! * C + prediction[row]!]!++;
  }
  const { accuracy, perClass, macro, weighted } = classificationScores(matrix, C);
  const predicted = new Int32Array(C);
  matrix.forEach((count, at) => (predicted[at % C]! += count));
  const bins = binConfidences(
    Float32Array.from(judged, (row) => confidence[row]!),
    (at) => correct[judged[at]!] === 1,
  );
  return {
    ...{ labelled, judged: judged.length, accuracy, macro, weighted },
    classes: perClass.map((scores, c) => ({ label: classes[c]!, ...scores, predicted: predicted[c]! })),
    confusion: [...cells]
      .sort(([a], [b]) => a - b)
      .map(([cell, count]) => ({ label: header.labels[Math.floor(cell / C)]!, prediction: classes[cell % C]!, count })),
    calibration: { expectedError: expectedCalibrationError(bins), bins },
    unknown: evaluateUnknown(table, classOf),
  };
}

function evaluateUnknown({ description, label, unknown, unknownScore }: PredictionTable, classOf: Int32Array): UnknownEvaluation | null {
  const { judge } = description;
  const known: number[] = [];
  const strangers: number[] = [];
  label.forEach((given, row) => {
    if (given >= 0 && unknown[row] !== NO_VERDICT) (classOf[given]! < 0 ? strangers : known).push(row);
  });
  if (judge === null || known.length === 0 || strangers.length === 0) return null;
  const scores = (rows: readonly number[]): Float64Array => Float64Array.from(rows, (row) => unknownScore[row]!);
  const share = (rows: readonly number[]): number => rows.filter((row) => unknown[row] === 1).length / rows.length;
  const [positive, negative] = [scores(strangers), scores(known)];
  return {
    ...{ ...judge, known: known.length, strangers: strangers.length, auroc: auroc(positive, negative) },
    atThreshold: { falsePositiveRate: share(known), truePositiveRate: share(strangers) },
    curve: rocCurve(positive, negative, CURVE_POINTS),
  };
}

/** For each label that was given its class of the model; -1 for none. */
function classPlaces(labels: readonly string[], classes: readonly string[]): Int32Array {
  const places = new Map(classes.map((name, at) => [name, at]));
  return Int32Array.from(labels, (name) => places.get(name) ?? -1);
}
