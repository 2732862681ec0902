import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { alignment, uniformity } from '../src/eval/alignment-uniformity.js';
import { auroc } from '../src/eval/auroc.js';
import { averagePrecision } from '../src/eval/average-precision.js';
import { brierScore } from '../src/eval/brier-score.js';
import { confidenceBins, expectedCalibrationError } from '../src/eval/calibration-error.js';
import { classificationScores } from '../src/eval/classification-scores.js';
import { confusionMatrix } from '../src/eval/confusion-matrix.js';
import { falsePositiveRateAt } from '../src/eval/false-positive-rate.js';
import { fitKnnDetector, knnScores } from '../src/eval/knn-detector.js';
import { labelIssues } from '../src/eval/label-issues.js';
import { fitMahalanobisDetector, mahalanobisScores } from '../src/eval/mahalanobis-detector.js';
import { negativeLogLikelihood } from '../src/eval/negative-log-likelihood.js';
import { classifyByPrototype, fitPrototypes } from '../src/eval/prototype-classifier.js';
import { retrievalMetrics } from '../src/eval/retrieval-metrics.js';
import { silhouette } from '../src/eval/silhouette.js';
import { fitTemperature } from '../src/eval/temperature-scaling.js';
import { knnClassify, knnProbabilities } from '../src/math/knn.js';
import { softmaxProbabilities } from '../src/math/softmax-probabilities.js';

type Numbers = readonly number[];
type Rows = readonly Numbers[];
interface MetricLearning {
  readonly precision_at_1: number;
  readonly r_precision: number;
  readonly mean_average_precision_at_r: number;
}
interface Calibration {
  readonly expectedCalibrationError: number;
  readonly negativeLogLikelihood: number;
  readonly brierScore: number;
}
interface Mean {
  readonly precision: number;
  readonly recall: number;
  readonly f1: number;
}

/** Random data and what scikit-learn, pytorch-metric-learning, torchmetrics, lightly and cleanlab say of it; eval-metrics.py made it. */
const fixture = JSON.parse(readFileSync(new URL('fixtures/eval-metrics.json', import.meta.url), 'utf8')) as {
  retrieval: {
    rows: Rows;
    labels: Numbers;
    queries: Rows;
    queryLabels: Numbers;
    within: MetricLearning;
    against: MetricLearning;
    recallAtK: Record<string, number>;
  };
  classification: { expected: Numbers; predicted: Numbers; confusion: Numbers; support: Numbers; macro: Mean; weighted: Mean } & {
    precision: Numbers;
    recall: Numbers;
    f1: Numbers;
    accuracy: number;
  };
  geometry: {
    rows: Rows;
    labels: Numbers;
    silhouetteCosine: number;
    silhouetteEuclidean: number;
    alignment: number;
    uniformity: number;
  };
  calibration: { logits: Rows; labels: Numbers; temperature: number; before: Calibration; after: Calibration };
  knn: {
    rows: Rows;
    labels: Numbers;
    queries: Rows;
    k: number;
    temperature: number;
    probabilities: Rows;
    answersOfLightly: Numbers;
    majorityProbabilities: Rows;
    prototypes: Numbers;
  };
  unknown: {
    rows: Rows;
    labels: Numbers;
    queries: Rows;
    shrinkage: number;
    mahalanobis: Numbers;
    fifthNeighbour: Numbers;
    positive: Numbers;
    negative: Numbers;
    auroc: number;
    averagePrecision: number;
    falsePositiveRateAt95: number;
  };
  label_issues: { labels: Numbers; probabilities: Rows; suspects: Numbers; normalisedMargins: Numbers };
};

const flat = (rows: Rows): Float32Array => Float32Array.from(rows.flat());
const labelled = ({ rows, labels }: { rows: Rows; labels: Numbers }) => ({ embeddings: flat(rows), labels: Int32Array.from(labels) });

/** Ours holds unit rows in float32; everything else is float64. */
const within = (got: number | null | undefined, want: number, tolerance = 1e-6): void => {
  expect(Math.abs(got! - want), `got ${got}, want ${want}`).toBeLessThanOrEqual(tolerance);
};

describe('retrieval', () => {
  const { retrieval } = fixture;

  it("equals pytorch-metric-learning's AccuracyCalculator, queries among themselves and against a gallery", () => {
    const own = retrievalMetrics(labelled(retrieval), { ks: [1, 2, 5, 10] });
    expect(own).toMatchObject({ queries: 70, loneQueries: 1 });
    const queries = { embeddings: flat(retrieval.queries), labels: Int32Array.from(retrieval.queryLabels) };
    const other = retrievalMetrics(queries, { gallery: labelled(retrieval) });
    expect(other.loneQueries).toBe(0);
    for (const [got, want] of [
      [own, retrieval.within],
      [other, retrieval.against],
    ] as const) {
      within(got.precisionAt1, want.precision_at_1);
      within(got.rPrecision, want.r_precision);
      within(got.mapAtR, want.mean_average_precision_at_r);
    }
  });

  it("has scikit-learn's recall@k", () => {
    const { recallAtK } = retrievalMetrics(labelled(retrieval), { ks: [1, 2, 5, 10] });
    for (const [k, want] of Object.entries(retrieval.recallAtK)) within(recallAtK[k], want);
  });
});

it("classification scores equal scikit-learn's, with classes that never occur or are never answered", () => {
  const want = fixture.classification;
  const confusion = confusionMatrix(Int32Array.from(want.expected), Int32Array.from(want.predicted), 6);
  expect([...confusion]).toEqual(want.confusion);
  const got = classificationScores(confusion, 6);
  within(got.accuracy, want.accuracy, 1e-12);
  got.perClass.forEach((scores, c) => {
    for (const key of ['precision', 'recall', 'f1', 'support'] as const) within(scores[key], want[key][c]!, 1e-12);
  });
  for (const kind of ['macro', 'weighted'] as const)
    for (const key of ['precision', 'recall', 'f1'] as const) within(got[kind][key], want[kind][key], 1e-12);
});

it("silhouette equals scikit-learn's, alignment and uniformity the code of the paper", () => {
  const want = fixture.geometry;
  const data = labelled(want);
  within(silhouette(data, 5, 'cosine'), want.silhouetteCosine, 1e-9);
  within(silhouette(data, 5, 'euclidean'), want.silhouetteEuclidean, 1e-9);
  within(alignment(data, 5), want.alignment, 1e-9);
  within(uniformity(data.embeddings, data.labels.length), want.uniformity);
});

it("calibration equals torchmetrics' and scikit-learn's, before and after the temperature that scipy finds", () => {
  const { logits, labels, temperature, before, after } = fixture.calibration;
  const [values, truth] = [Float64Array.from(logits.flat()), Int32Array.from(labels)];
  const fit = fitTemperature(values, truth, 5);
  expect(fit.outcome).toBe('fitted');
  within(fit.temperature, temperature);
  for (const [t, want] of [
    [1, before],
    [temperature, after],
  ] as const) {
    const probabilities = softmaxProbabilities(values, 5, t);
    // torchmetrics computes in float32.
    within(expectedCalibrationError(confidenceBins(probabilities, truth, 5)), want.expectedCalibrationError, 2e-6);
    within(negativeLogLikelihood(probabilities, truth, 5), want.negativeLogLikelihood, 1e-9);
    within(brierScore(probabilities, truth, 5), want.brierScore, 1e-9);
  }
});

it("neighbours vote as scikit-learn's and lightly's do, and prototypes answer alike", () => {
  const want = fixture.knn;
  const gallery = labelled(want);
  const queries = flat(want.queries);
  const got = knnProbabilities(gallery, queries, 4, { k: want.k, temperature: want.temperature });
  want.probabilities.flat().forEach((probability, at) => {
    within(got[at], probability);
  });
  const answers = want.queries.map((_, row) => [0, 1, 2, 3].toSorted((a, b) => got[row * 4 + b]! - got[row * 4 + a]!)[0]);
  expect(answers).toEqual(want.answersOfLightly);
  // Equal votes are settled otherwise there: only clear majorities are compared.
  const votes = knnClassify(gallery, queries, 5);
  want.majorityProbabilities.forEach((shares, row) => {
    const most = Math.max(...shares);
    if (shares.filter((share) => share === most).length === 1) expect(votes[row]).toBe(shares.indexOf(most));
  });
  expect([...classifyByPrototype(fitPrototypes(gallery, 4), queries, want.queries.length)]).toEqual(want.prototypes);
});

describe('unknown detection', () => {
  const want = fixture.unknown;

  it("has scikit-learn's Ledoit-Wolf Mahalanobis distances and k-th neighbours", () => {
    const data = labelled(want);
    const detector = fitMahalanobisDetector(data, 3);
    expect(want.shrinkage).toBeGreaterThan(0.01);
    expect(want.shrinkage).toBeLessThan(0.5);
    within(detector.shrinkage, want.shrinkage);
    const got = mahalanobisScores(detector, flat(want.queries), want.queries.length);
    // The stored factor is float32: relative.
    want.mahalanobis.forEach((distance, row) => {
      within(got[row]! / distance, 1, 1e-5);
    });
    const nearest = knnScores(fitKnnDetector(data.embeddings, data.labels.length, 5), flat(want.queries));
    want.fifthNeighbour.forEach((distance, row) => {
      within(nearest[row], distance);
    });
  });

  it("has scikit-learn's AUROC, average precision and FPR at 95 % TPR, with ties", () => {
    const [positive, negative] = [Float64Array.from(want.positive), Float64Array.from(want.negative)];
    within(auroc(positive, negative), want.auroc, 1e-12);
    within(averagePrecision(positive, negative), want.averagePrecision, 1e-12);
    within(falsePositiveRateAt(positive, negative), want.falsePositiveRateAt95, 1e-12);
  });
});

it("label issues are cleanlab's, with its margins", () => {
  const { labels, probabilities, suspects, normalisedMargins } = fixture.label_issues;
  const embeddings = Float32Array.from(probabilities.flat());
  const { issues } = labelIssues({ embeddings, labels: Int32Array.from(labels) }, Float64Array.from(probabilities.flat()), 4);
  expect(issues.map(({ row }) => row).toSorted((a, b) => a - b)).toEqual(suspects);
  for (const { row, margin } of issues) within(margin, normalisedMargins[row]!, 1e-9);
  expect(issues.map(({ margin }) => margin)).toEqual(issues.map(({ margin }) => margin).toSorted((a, b) => a - b));
});
