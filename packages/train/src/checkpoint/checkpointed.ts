import type { Parameter, WeightMap } from '@supcon/core';

/** What is trained, as far as a checkpoint is concerned: everything that it has to remember in order to go on, bit for bit. */
export interface Checkpointed {
  /** With what the optimiser keeps of each in its slots. */
  readonly parameters: readonly Parameter[];
  /** Of encoder, head and classifier: parameters and running statistics. */
  weights(): Promise<WeightMap>;
  load(weights: WeightMap): void;
  /** What losses and averages remember between steps, beside the parameters' slots. */
  state(): Promise<WeightMap>;
  loadState(state: WeightMap): void;
}
