export interface LearningRateSchedule {
  /** Reached at the end of the warm-up. */
  readonly peak: number;
  readonly warmupSteps: number;
  readonly totalSteps: number;
}

/** Linear warm-up, then half a cosine down to 0 (Loshchilov and Hutter, arXiv:1608.03983, without restarts).
 * @param step from 0. The first step of a warm-up already moves: its rate is peak / warmupSteps. */
export function learningRateAt(step: number, { peak, warmupSteps, totalSteps }: LearningRateSchedule): number {
  if (step < warmupSteps) return (peak * (step + 1)) / warmupSteps;
  const progress = (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps);
  return (peak * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}
