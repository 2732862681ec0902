import { softmaxProbabilities } from '../math/softmax-probabilities.js';
import { calibrateLabelSets, type LabelSetCalibration } from './label-sets.js';
import { fitTemperature, type TemperatureFit } from './temperature-scaling.js';

/** What probabilities promise: a temperature at which they mean what they say, and sets of labels that hold the right one as often as is asked for. */
export interface FittedPromise {
  readonly calibration: TemperatureFit;
  /** Of the probabilities at that temperature. */
  readonly labelSets: LabelSetCalibration;
}

/** Temperature, and label sets of the probabilities at it.
 * @param logits [N, C] of validation pictures.  @param labels [N].  @throws CoreError BAD_SHAPE, BAD_LABELS. */
export function fitPromise(logits: Float32Array, labels: Int32Array, classes: number): FittedPromise {
  const calibration = fitTemperature(logits, labels, classes);
  return { calibration, labelSets: calibrateLabelSets(softmaxProbabilities(logits, classes, calibration.temperature), labels, classes) };
}
