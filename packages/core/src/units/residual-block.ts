import { CoreError } from '../errors.js';
import type { BlockPlan } from '../encoders/resnet-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBn, type ConvBn } from './conv-bn.js';

/** y = relu(body(x) + shortcut(x)), He et al., arXiv:1512.03385 eq. 1 and 2.
 *
 * Between forward and backward it keeps the body's inner activations; x and y belong to the caller. */
export interface ResidualBlock {
  readonly plan: BlockPlan;
  readonly units: readonly ConvBn[];
  /** @param x borrowed. */
  forward(x: Handle): Handle;
  /** @param dy gradient of y.  @param x the input of `forward`.  @param y its output. All borrowed.  @returns gradient of x. */
  backward(dy: Handle, x: Handle, y: Handle): Handle;
  /** Inference with running statistics, float32. @param x borrowed. */
  infer(x: Handle): Handle;
  discard(): void;
}

export function createResidualBlock(engine: Engine, plan: BlockPlan, precision: Precision, seed: number): ResidualBlock {
  const body = plan.body.map((unit) => createConvBn(engine, unit, precision, seed));
  const shortcut = plan.shortcut ? createConvBn(engine, plan.shortcut, precision, seed) : undefined;
  const units = shortcut ? [...body, shortcut] : body;
  /** Outputs of every body unit but the last: what goes into unit i + 1. */
  let inner: Handle[] = [];

  const discard = (): void => {
    engine.free(...inner);
    inner = [];
    for (const unit of units) unit.discard();
  };

  const sumAndRelu = (branch: Handle, skip: Handle): Handle => {
    const sum = engine.add(branch, skip);
    const y = engine.relu(sum);
    engine.free(sum);
    return y;
  };

  return {
    plan,
    units,
    forward: (x) => {
      discard();
      const branch = body.reduce((activation, unit, index) => {
        if (index > 0) inner.push(activation);
        return unit.forward(activation);
      }, x);
      const skip = shortcut?.forward(x);
      const y = sumAndRelu(branch, skip ?? x);
      engine.free(branch, ...(skip ? [skip] : []));
      return y;
    },
    backward: (dy, x, y) => {
      if (inner.length !== body.length - 1)
        throw new CoreError('NO_FORWARD', `${plan.name}: backward needs a forward in training mode before it`);
      const dSum = engine.reluGrad(dy, y);
      let gradient = dSum;
      for (let index = body.length - 1; index >= 0; index--) {
        const input = inner[index - 1] ?? x;
        // The last unit of a body has no ReLU of its own, so its output is never read.
        const output = inner[index] ?? y;
        const next = (body[index] as ConvBn).backward(gradient, input, output);
        if (gradient !== dSum) engine.free(gradient);
        gradient = next;
        const consumed = inner[index];
        if (consumed) engine.free(consumed);
        inner.length = index;
      }
      const dSkip = shortcut ? shortcut.backward(dSum, x, x) : dSum;
      const dx = engine.add(gradient, dSkip);
      engine.free(gradient, dSum, ...(shortcut ? [dSkip] : []));
      return dx;
    },
    infer: (x) => {
      let branch = x;
      for (const unit of body) {
        const next = unit.infer(branch);
        if (branch !== x) engine.free(branch);
        branch = next;
      }
      const skip = shortcut?.infer(x);
      const y = sumAndRelu(branch, skip ?? x);
      engine.free(branch, ...(skip ? [skip] : []));
      return y;
    },
    discard,
  };
}
