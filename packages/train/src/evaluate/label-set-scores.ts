import { labelSet, type LabelSetCalibration } from '@supcon/core';

/** Label sets on pictures whose classes are known. */
export interface LabelSetScores {
  /** The coverage that was asked for, 0..1. */
  readonly promised: number;
  /** Share of pictures whose set holds the right class. */
  readonly covered: number;
  /** Mean number of classes in a set, at least 1. */
  readonly meanSize: number;
}

/** Coverages that are reported. */
export const COVERAGES = [0.9, 0.95] as const;

/** @param probabilities [N, C] at the temperature of the calibration.  @param labels [N], at least one.  @param coverages asked for, each above 0 and below 1.
 * @throws CoreError BAD_SHAPE. */
export function scoreLabelSets(
  probabilities: Float64Array,
  labels: Int32Array,
  calibration: LabelSetCalibration,
  coverages: readonly number[] = COVERAGES,
): readonly LabelSetScores[] {
  const rows = labels.length;
  const classes = probabilities.length / rows;
  return coverages.map((promised) => {
    let [covered, size] = [0, 0];
    labels.forEach((label, row) => {
      const set = labelSet(probabilities.subarray(row * classes, (row + 1) * classes), calibration, promised);
      if (set.includes(label)) covered++;
      size += set.length;
    });
    return { promised, covered: covered / rows, meanSize: size / rows };
  });
}
