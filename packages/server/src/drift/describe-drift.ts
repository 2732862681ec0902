import type { ModelReference } from '../domain/drift-references.js';
import { DRIFT_MEASURES, type DriftMeasure, type StandingVerdict } from '../domain/drift-store.js';
import type { ModelRecord } from '../domain/model-registry.js';
import type { DriftAssessment } from './assess-drift.js';
import { DRIFT_BOUNDS, gravest } from './drift-bounds.js';
import type { DriftReport, ReportedMeasure } from './drift-report.js';
import type { DriftWindow } from './drift-window.js';
import { jensenShannonDistance } from './share-distance.js';

/** Classes that are shown, at most. */
const MOST_LABELS = 100;

/** A model's window beside its reference, and what came of it. */
export interface Assessed {
  readonly model: ModelRecord;
  readonly reference: ModelReference;
  readonly window: DriftWindow;
  readonly assessment: DriftAssessment;
  readonly standing: Readonly<Record<DriftMeasure, StandingVerdict>>;
}

/** Puts the figures together that a report shows beside its verdicts. */
export function describeDrift({ model, reference, window, assessment, standing }: Assessed): Omit<DriftReport, 'window' | 'examples'> {
  const record = reference.drift?.record;
  const apart = (own: readonly number[] | undefined, other: readonly number[]): number | null =>
    own && window.pictures > 0 ? jensenShannonDistance(own, other) : null;
  const { name, version, encoderHash } = model;
  return {
    model: { name, version, encoderHash },
    verdict: gravest(DRIFT_MEASURES.map((measure) => assessment[measure].verdict)),
    reference: record ? { pictures: record.images } : null,
    measures: {
      embeddings: describeMeasure('embeddings', assessment, standing),
      confidence: describeMeasure('confidence', assessment, standing),
      unknown: describeMeasure('unknown', assessment, standing),
      labels: describeMeasure('labels', assessment, standing),
    },
    confidence: {
      window: window.confidence,
      reference: record?.confidence,
      jensenShannon: apart(record?.confidence, window.confidence),
    },
    unknown: { judged: window.judged, unknown: window.unknown, expected: assessment.unknown.comparison?.byChance ?? null },
    labels: {
      all: model.labels.length,
      jensenShannon: apart(record?.predicted, window.predicted),
      shown: shownLabels(model, reference, window),
    },
  };
}

function describeMeasure(measure: DriftMeasure, assessment: DriftAssessment, standing: Assessed['standing']): ReportedMeasure {
  const { verdict, why, comparison } = assessment[measure];
  return {
    ...{ verdict, why, since: standing[measure].since, bounds: DRIFT_BOUNDS[measure] },
    distance: comparison?.distance ?? null,
    byChance: comparison?.byChance ?? null,
    pValue: comparison?.pValue ?? null,
  };
}

function shownLabels(
  { labels }: ModelRecord,
  { drift }: ModelReference,
  { predicted, pictures }: DriftWindow,
): DriftReport['labels']['shown'] {
  const shares = labels.map((label, c) => {
    const reference = drift ? drift.record.predicted[c]! : null;
    const was = drift && reference !== null ? reference / drift.record.images : 0;
    return { label, pictures: predicted[c]!, reference, apart: Math.abs(predicted[c]! / Math.max(1, pictures) - was) };
  });
  return shares
    .sort((a, b) => b.apart - a.apart)
    .slice(0, MOST_LABELS)
    .map(({ apart: _, ...shown }) => shown);
}
