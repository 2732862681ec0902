import type { DriftExample, DriftMeasure, DriftVerdict } from '../domain/drift-store.js';
import type { ModelTarget } from '../domain/model-registry.js';
import type { DriftBounds } from './drift-bounds.js';

/** What is said of one measure. */
export interface ReportedMeasure {
  readonly verdict: DriftVerdict;
  /** For people. */
  readonly why: string;
  /** Since when it has been so without a break: ISO 8601 in UTC. */
  readonly since: string;
  /** As in `Comparison`; null where there is nothing to compare, or with. */
  readonly distance: number | null;
  readonly byChance: number | null;
  readonly pValue: number | null;
  readonly bounds: DriftBounds;
}

/** How what a model has seen of late differs from what it was set on. */
export interface DriftReport {
  readonly model: ModelTarget;
  /** The gravest of all. */
  readonly verdict: DriftVerdict;
  readonly window: {
    readonly pictures: number;
    /** When the first and the last of them came: ISO 8601 in UTC; null where there is none. */
    readonly since: string | null;
    readonly until: string | null;
    /** What it may hold at most, and how old. */
    readonly mostPictures: number;
    readonly mostHours: number;
  };
  /** Validation pictures that it is compared with; null where the artifact has no figures of them. */
  readonly reference: { readonly pictures: number } | null;
  readonly measures: Readonly<Record<DriftMeasure, ReportedMeasure>>;
  /** [20] pictures by confidence; of the reference undefined where it has none. */
  readonly confidence: {
    readonly window: readonly number[];
    readonly reference: readonly number[] | undefined;
    readonly jensenShannon: number | null;
  };
  /** Pictures that were judged, and the share of them that was unknown; the share that is to be expected of known ones. */
  readonly unknown: { readonly judged: number; readonly unknown: number; readonly expected: number | null };
  /** Those whose shares differ most first, at most 100. */
  readonly labels: {
    readonly all: number;
    readonly jensenShannon: number | null;
    readonly shown: readonly { readonly label: string; readonly pictures: number; readonly reference: number | null }[];
  };
  readonly examples: {
    /** Of each measure; 0: none is kept. */
    readonly kept: number;
    /** Of the measures that are not as they should be, those that drive them most first. */
    readonly shown: readonly DriftExample[];
  };
}
