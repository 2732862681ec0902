/** More passes over the pictures than these have not been seen to help when training starts from pretrained weights. */
export const MOST_EPOCHS = 24;

/** What the time of one fine-tuning is made of, in seconds. */
export interface FineTuningCost {
  /** Of one pass over the training pictures. */
  readonly epoch: number;
  /** Of what comes once, whatever the number of epochs: embedding, classifier, evaluation. */
  readonly once: number;
}

/** How many epochs fit. @param seconds there are.  @param most epochs.  @returns 0 where not even one fits. */
export function epochsWithin(seconds: number, { epoch, once }: FineTuningCost, most = MOST_EPOCHS): number {
  return Math.max(0, Math.min(most, Math.floor((seconds - once) / epoch)));
}
