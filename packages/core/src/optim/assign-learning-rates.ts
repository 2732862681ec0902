import { CoreError } from '../errors.js';
import type { Parameter } from '../units/parameter.js';
import { assertOptions } from './assert-option.js';

/** How much of the base rate each part of an encoder gets. */
export interface LearningRateGroups {
  /** Groups that stay as they are, counted from the pictures: 1 is the stem, 2 the stem and the first stage, ... Default 0. */
  readonly frozenStages?: number;
  /** Each group learns by this factor slower than the one behind it: above 0, at most 1. Default 1. */
  readonly decayByDepth?: number;
}

/** Sets every parameter's `rate` by its depth, for training that starts from pretrained weights. A group is what the first part of the
 * name says, in the order in which the names come: `stem`, then each `stage1`, `stage2`, ... (or `block...` of encoders without stages); whatever lies
 * behind them (tail, pooling, heads, classifiers) is the last. With G groups, group g of 0..G-1 has the rate decayByDepth^(G-1-g), 0 where
 * frozen: the layer-wise decay of Clark et al., arXiv:2003.10555, and BEiT, arXiv:2106.08254, by stages. Freezing here stops the
 * optimiser; `Encoder.freeze` with the same count also stops batch normalisation's statistics and spares the backward pass.
 * @param parameters of the encoder, in its order, and of its heads.
 * @returns the rate of each group by its name, for a log.
 * @throws CoreError BAD_OPTIMISER for an option out of range, or more frozen stages than the encoder has. */
export function assignLearningRates(parameters: readonly Parameter[], options: LearningRateGroups): ReadonlyMap<string, number> {
  const { frozenStages = 0, decayByDepth = 1 } = options;
  assertOptions('assignLearningRates', 'a whole number, at least 0', { frozenStages });
  assertOptions('assignLearningRates', 'above 0 and at most 1', { decayByDepth });
  const stages = [...new Set(parameters.map(groupOf))].filter((group) => group !== HEAD);
  if (frozenStages > stages.length)
    throw new CoreError(
      'BAD_OPTIMISER',
      `assignLearningRates: frozenStages must be at most ${stages.length} (${stages.join(', ')}), got ${frozenStages}`,
      { details: { frozenStages, stages } },
    );
  const groups = [...stages, HEAD];
  const rates = new Map(groups.map((group, at) => [group, at < frozenStages ? 0 : decayByDepth ** (groups.length - 1 - at)]));
  for (const parameter of parameters) parameter.rate = rates.get(groupOf(parameter)) ?? 1;
  return rates;
}

const HEAD = 'head';

function groupOf({ name }: Parameter): string {
  const first = name.split('.')[0] ?? name;
  return /^(stem|stage\d+|block\d+)$/.test(first) ? first : HEAD;
}
