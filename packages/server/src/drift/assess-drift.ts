import type { ModelReference } from '../domain/drift-references.js';
import type { DriftMeasure, DriftVerdict } from '../domain/drift-store.js';
import type { Comparison } from './comparison.js';
import { cumulativeDistance } from './cumulative-distance.js';
import { DRIFT_BOUNDS, FEWEST_PICTURES, FEWEST_REFERENCE_PICTURES, judge } from './drift-bounds.js';
import type { DriftWindow } from './drift-window.js';
import { meanShift } from './mean-shift.js';
import { shareDistance } from './share-distance.js';
import { unknownExcess } from './unknown-excess.js';

/** What is said of a measure, and why. */
export interface AssessedMeasure {
  readonly verdict: DriftVerdict;
  /** For people: a sentence. */
  readonly why: string;
  /** undefined where there is nothing to compare, or with. */
  readonly comparison: Comparison | undefined;
}

/** What is said of each. */
export type DriftAssessment = Readonly<Record<DriftMeasure, AssessedMeasure>>;

/** How to get a reference, for whoever has an artifact without. */
const REFREEZE = 'supcon freeze --run RUN --recalibrate makes a version that has one';

/** Holds a window against what the artifact was set on. */
export function assessDrift({ drift, unknown }: ModelReference, window: DriftWindow): DriftAssessment {
  const tooFew = drift && drift.record.images < FEWEST_REFERENCE_PICTURES;
  const reason = tooFew
    ? `the artifact was set on ${drift.record.images} validation pictures, and fewer than ${FEWEST_REFERENCE_PICTURES} say nothing`
    : `the artifact holds no figures of its validation pictures; ${REFREEZE}`;
  const ofReference = (measure: DriftMeasure, compare: (reference: NonNullable<typeof drift>) => Comparison): AssessedMeasure =>
    drift && !tooFew
      ? assess(measure, window.pictures, () => compare(drift))
      : { verdict: 'noReference', why: reason, comparison: undefined };
  return {
    embeddings: ofReference('embeddings', (reference) => meanShift(reference, window)),
    confidence: ofReference('confidence', ({ record }) => cumulativeDistance(record.confidence, window.confidence)),
    unknown:
      unknown && unknown.images >= FEWEST_REFERENCE_PICTURES
        ? assess('unknown', window.judged, () => unknownExcess(unknown, window))
        : { verdict: 'noReference', why: explainUnknown(unknown), comparison: undefined },
    labels: ofReference('labels', ({ record }) => shareDistance(record.predicted, window.predicted)),
  };
}

function assess(measure: DriftMeasure, pictures: number, compare: () => Comparison): AssessedMeasure {
  const bounds = DRIFT_BOUNDS[measure];
  if (pictures === 0)
    return { verdict: 'fewPictures', why: `there is no picture yet; ${FEWEST_PICTURES} are needed`, comparison: undefined };
  const comparison = compare();
  if (pictures < FEWEST_PICTURES)
    return { verdict: 'fewPictures', why: `there are ${pictures} pictures; ${FEWEST_PICTURES} are needed`, comparison };
  const verdict = judge(comparison, bounds);
  const found = `${shown(comparison.distance)} where ${shown(comparison.byChance)} is to be expected by chance, p ${shown(comparison.pValue)}`;
  const { pValue, excess } = bounds[verdict === 'alarm' ? 'alarm' : 'watch'];
  const bound = `${verdict === 'alarm' ? 'alarm' : 'watch'} is from ${shown(excess)} more than by chance and p ${shown(pValue)} on`;
  return { verdict, why: `${found}; ${bound}`, comparison };
}

function explainUnknown(unknown: ModelReference['unknown']): string {
  if (unknown) return `the threshold was set on ${unknown.images} pictures, and fewer than ${FEWEST_REFERENCE_PICTURES} say nothing`;
  return `the artifact tells no unknown pictures, or not of how many its threshold was set; ${REFREEZE}`;
}

/** Three digits. */
function shown(value: number): string {
  return String(Number(value.toPrecision(3)));
}
