import { CoreError } from '../errors.js';
import type { SymmetricWindow } from './window.js';
import type { BlockPlan } from './block-plan.js';
import type { ConvBnPlan, ConvPlan, NormPlan } from './layer-plan.js';
import type { PoolingPlan } from './pooling-plan.js';

/** What all encoders have in common, in the order of computation: stem, max pooling, blocks, tail, pooling to the embedding. */
export interface EncoderLayout {
  readonly stem: ConvPlan | ConvBnPlan;
  readonly pool?: SymmetricWindow;
  readonly blocks: readonly BlockPlan[];
  readonly tail?: NormPlan | ConvBnPlan;
  readonly pooling: PoolingPlan;
  /** D: channels that pooling leaves. */
  readonly embeddingSize: number;
}

/** @throws CoreError BAD_ENCODER naming the option. */
export function assertOption(kind: string, name: string, value: unknown, valid: boolean, expected: string): void {
  if (!valid) throw new CoreError('BAD_ENCODER', `${kind}: ${name} must be ${expected}, got ${JSON.stringify(value)}`);
}

/** Whether a number can count channels or blocks: an integer of at least 1. */
export const isCount = (value: number): boolean => Number.isInteger(value) && value >= 1;
