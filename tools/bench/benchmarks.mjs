import { measureTrainStep } from './train-step/measure-train-step.mjs';

/**
 * @typedef {object} BenchmarkOptions
 * @property {string} root the repository
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say what is going on, to stderr
 * @property {string} machine
 * @property {number} rounds
 * @property {number} steps measured repetitions inside each measurement
 * @property {number} batch images a step
 * @property {number} size side of an image, pixels
 */

/**
 * @typedef {object} Benchmark
 * @property {string} about
 * @property {(options: BenchmarkOptions) => Promise<import('./make-figure.mjs').Figure[]>} measure
 */

/** @type {Readonly<Record<string, Benchmark>>} */
export const BENCHMARKS = {
  'train-step': {
    about: 'one SupCon step of ResNet-50 beside Keras and PyTorch: images/s and peak memory, float32 and bfloat16',
    measure: measureTrainStep,
  },
};
