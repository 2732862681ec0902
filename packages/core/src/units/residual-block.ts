import { CoreError } from '../errors.js';
import type { BlockPlan } from '../encoders/resnet-plan.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBn, type ConvBn } from './conv-bn.js';

/** y = relu(body(x) + shortcut(x)), He et al., arXiv:1512.03385 eq. 1 and 2.
 *
 * Between forward and backward it keeps what its units keep, the convolutions' outputs; inner activations are replayed from those. x and y belong to
 * the caller. */
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
  let forwarded = false;

  const discard = (): void => {
    forwarded = false;
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
      let branch = x;
      for (const unit of body) {
        const next = unit.forward(branch);
        if (branch !== x) engine.free(branch);
        branch = next;
      }
      forwarded = true;
      const skip = shortcut?.forward(x);
      const y = sumAndRelu(branch, skip ?? x);
      engine.free(branch, ...(skip ? [skip] : []));
      return y;
    },
    backward: (dy, x, y) => {
      if (!forwarded) throw new CoreError('NO_FORWARD', `${plan.name}: backward needs a forward in training mode before it`);
      forwarded = false;
      const dSum = engine.reluGrad(dy, y);
      let gradient = dSum;
      // The last unit of a body has no ReLU of its own, so its output is never read.
      let output = y;
      for (let index = body.length - 1; index >= 0; index--) {
        const input = index > 0 ? (body[index - 1] as ConvBn).replay() : x;
        const next = (body[index] as ConvBn).backward(gradient, input, output);
        if (gradient !== dSum) engine.free(gradient);
        if (output !== y) engine.free(output);
        gradient = next;
        output = input;
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
