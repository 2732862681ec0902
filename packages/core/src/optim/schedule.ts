import { CoreError } from '../errors.js';
import { assertOptions } from './assert-option.js';

/** How the learning rate goes from step to step, as data. All lengths are in optimiser steps. */
export type ScheduleOptions =
  ConstantSchedule | StepSchedule | ExponentialSchedule | CosineSchedule | WarmupCosineSchedule | OneCycleSchedule;

/** One learning rate for the whole training. */
export interface ConstantSchedule {
  readonly kind: 'constant';
  readonly learningRate: number;
}

/** Multiplied at each milestone: torch's MultiStepLR. */
export interface StepSchedule {
  readonly kind: 'step';
  /** Before the first milestone. */
  readonly learningRate: number;
  /** First steps that have the next lower rate, ascending. */
  readonly milestones: readonly number[];
  /** Default 0.1. */
  readonly factor?: number;
}

/** learningRate · decayRate^(step / decaySteps): Keras' ExponentialDecay. */
export interface ExponentialSchedule {
  readonly kind: 'exponential';
  readonly learningRate: number;
  readonly decayRate: number;
  readonly decaySteps: number;
  /** Whole periods only: the rate falls once every decaySteps. Default false. */
  readonly staircase?: boolean;
}

/** Half a cosine from learningRate to floor · learningRate, where it stays: Keras' CosineDecay (Loshchilov and Hutter, arXiv:1608.03983,
 * without restarts). */
export interface CosineSchedule {
  readonly kind: 'cosine';
  readonly learningRate: number;
  readonly decaySteps: number;
  /** Share of the learning rate that is left at the end, Keras' alpha, 0..1. Default 0. */
  readonly floor?: number;
}

/** Linear warm-up, then half a cosine. The first step of a warm-up already moves: its rate is learningRate / warmupSteps. */
export interface WarmupCosineSchedule {
  readonly kind: 'warmup-cosine';
  /** Reached at the end of the warm-up. */
  readonly learningRate: number;
  readonly warmupSteps: number;
  /** Warm-up and cosine together. */
  readonly totalSteps: number;
  /** Share of the learning rate that is left at the end, 0..1. Default 0. */
  readonly floor?: number;
}

/** Up and down on half cosines: torch's OneCycleLR with anneal_strategy 'cos' and without three_phase (Smith and Topin, arXiv:1708.07120).
 * Moves the learning rate only, not the momentum. */
export interface OneCycleSchedule {
  readonly kind: 'one-cycle';
  /** The highest rate. */
  readonly learningRate: number;
  readonly totalSteps: number;
  /** Share of the steps on the way up, 0..1. Default 0.3. */
  readonly risingShare?: number;
  /** The first rate is learningRate / initialDivisor. Default 25. */
  readonly initialDivisor?: number;
  /** The last rate is learningRate / initialDivisor / finalDivisor. Default 10000. */
  readonly finalDivisor?: number;
}

/** The learning rate of a step. Behind the end of a schedule it stays what it was there.
 * @param step finished before this one: 0 at the first.
 * @throws CoreError BAD_OPTIMISER for a kind that does not exist or an option out of range. */
export function learningRateAt(step: number, schedule: ScheduleOptions): number {
  assertSchedule(schedule);
  const { learningRate } = schedule;
  switch (schedule.kind) {
    case 'constant':
      return learningRate;
    case 'step':
      return learningRate * (schedule.factor ?? 0.1) ** schedule.milestones.filter((milestone) => step >= milestone).length;
    case 'exponential': {
      const periods = step / schedule.decaySteps;
      return learningRate * schedule.decayRate ** (schedule.staircase === true ? Math.floor(periods) : periods);
    }
    case 'cosine':
      return halfCosine(learningRate, learningRate * (schedule.floor ?? 0), step / schedule.decaySteps);
    case 'warmup-cosine': {
      const { warmupSteps, totalSteps, floor = 0 } = schedule;
      if (step < warmupSteps) return (learningRate * (step + 1)) / warmupSteps;
      return halfCosine(learningRate, learningRate * floor, (step - warmupSteps) / Math.max(1, totalSteps - warmupSteps));
    }
    case 'one-cycle': {
      const { totalSteps, risingShare = 0.3, initialDivisor = 25, finalDivisor = 1e4 } = schedule;
      const first = learningRate / initialDivisor;
      // The top may lie between two steps, as torch has it.
      const top = risingShare * totalSteps - 1;
      if (step < top) return halfCosine(first, learningRate, step / top);
      return halfCosine(learningRate, first / finalDivisor, (step - top) / Math.max(totalSteps - 1 - top, Number.MIN_VALUE));
    }
  }
}

/** Checks a schedule without asking it for a rate.
 * @throws CoreError BAD_OPTIMISER for a kind that does not exist or an option out of range. */
export function assertSchedule(schedule: ScheduleOptions): void {
  const where = `schedule '${schedule.kind}'`;
  assertOptions(where, 'at least 0', { learningRate: schedule.learningRate });
  switch (schedule.kind) {
    case 'constant':
      return;
    case 'step': {
      const { milestones, factor = 0.1 } = schedule;
      assertOptions(where, 'above 0', { factor });
      milestones.forEach((milestone, at) => {
        assertOptions(where, 'a whole number, at least 0', { [`milestones[${at}]`]: milestone });
      });
      return;
    }
    case 'exponential':
      assertOptions(where, 'above 0', { decayRate: schedule.decayRate, decaySteps: schedule.decaySteps });
      return;
    case 'cosine':
      assertOptions(where, 'above 0', { decaySteps: schedule.decaySteps });
      assertOptions(where, 'at least 0 and at most 1', { floor: schedule.floor ?? 0 });
      return;
    case 'warmup-cosine':
      assertOptions(where, 'at least 0', { warmupSteps: schedule.warmupSteps, totalSteps: schedule.totalSteps });
      assertOptions(where, 'at least 0 and at most 1', { floor: schedule.floor ?? 0 });
      return;
    case 'one-cycle': {
      const { totalSteps, risingShare = 0.3, initialDivisor = 25, finalDivisor = 1e4 } = schedule;
      assertOptions(where, 'a whole number, at least 1', { totalSteps });
      assertOptions(where, 'at least 0 and at most 1', { risingShare });
      assertOptions(where, 'above 0', { initialDivisor, finalDivisor });
      return;
    }
    default: {
      const { kind } = schedule as { readonly kind: unknown };
      throw new CoreError(
        'BAD_OPTIMISER',
        `learningRateAt: kind must be constant, step, exponential, cosine, warmup-cosine or one-cycle, got '${String(kind)}'`,
      );
    }
  }
}

/** From `from` at progress 0 to `to` at 1 and behind it. */
function halfCosine(from: number, to: number, progress: number): number {
  return to + ((from - to) * (1 + Math.cos(Math.PI * Math.min(1, progress)))) / 2;
}
