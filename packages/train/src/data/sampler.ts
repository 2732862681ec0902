/** Which pictures go into which batch. Everything follows from seed and epoch, so that a resumed run needs no state of it. */
export interface Sampler {
  readonly stepsPerEpoch: number;
  /** `stepsPerEpoch` batches of indices, for epochs from 0. */
  batches(epoch: number): readonly (readonly number[])[];
}
