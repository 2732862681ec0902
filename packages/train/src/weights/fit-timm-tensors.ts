import type { ForeignEncoderPlan, WeightMap } from '@supcon/core';
import { TrainError } from '../errors.js';

/** A file's tensors, as an encoder takes them. */
export interface FittedTensors {
  readonly tensors: WeightMap;
  /** The file's names of what the encoder has no use for: its classifier. */
  readonly leftOut: readonly string[];
}

/** Tensors that only training or a classifier needs. */
const LEFT_OUT: Readonly<Record<ForeignEncoderPlan['kind'], RegExp>> = {
  convnext: /^head\.fc\./,
  'vision-transformer': /^(head\.|mask_token$)/,
};

/** Every tensor of the plan has to be there in its shape, and no other but a classifier's.
 * @param architecture and  @param path for messages.
 * @throws TrainError BAD_CHECKPOINT naming tensors, the shapes they have and those they should have. */
export function fitTimmTensors(plan: ForeignEncoderPlan, tensors: WeightMap, architecture: string, path: string): FittedTensors {
  const fitted: WeightMap = new Map();
  const problems: string[] = [];
  for (const [name, expected] of plan.tensors) {
    const found = tensors.get(name);
    if (!found) problems.push(`${name} ${show(expected)} is missing`);
    else if (!sameShape(found.shape, expected)) problems.push(`${name} is ${show(found.shape)}, not ${show(expected)}`);
    else if (!found.data.every(Number.isFinite)) problems.push(`${name} holds a value that is not finite`);
    else fitted.set(name, { shape: expected, data: found.data });
  }
  const others = [...tensors.keys()].filter((name) => !plan.tensors.has(name));
  const leftOut = others.filter((name) => LEFT_OUT[plan.kind].test(name));
  for (const name of others)
    if (!leftOut.includes(name)) problems.push(`${name} ${show(tensors.get(name)!.shape)} is a tensor that it does not have`);
  if (problems.length > 0) {
    const shown = problems.slice(0, 5).join('; ') + (problems.length > 5 ? `; and ${problems.length - 5} more` : '');
    throw new TrainError('BAD_CHECKPOINT', `weights: ${path} is no ${architecture}: ${shown}`, { details: { problems } });
  }
  return { tensors: fitted, leftOut };
}

/** A 1x1 convolution is a dense layer. */
function sameShape(shape: readonly number[], expected: readonly number[]): boolean {
  const dense = shape.length === 4 && expected.length === 2 && shape[2] === 1 && shape[3] === 1;
  return (dense ? shape.slice(0, 2) : shape).join() === expected.join();
}

const show = (shape: readonly number[]): string => `[${shape.join(', ')}]`;
