import { CoreError } from '../errors.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createConvBn } from '../units/conv-bn.js';
import { disposeParameter } from '../units/parameter.js';
import { createResidualBlock, type ResidualBlock } from '../units/residual-block.js';
import { loadTensors, readTensors } from '../units/tensor-transfer.js';
import type { Encoder } from './encoder.js';
import type { EncoderPlan } from './resnet-plan.js';

/** Builds the planned encoder on an engine with seeded initial weights.
 * @param options.precision what activations are stored in while training; inference is float32. Default float32.
 * @param options.seed for the initial weights. Default 0.
 * @throws CoreError UNSUPPORTED when the engine does not have the precision. */
export function createEncoder(engine: Engine, plan: EncoderPlan, options: { precision?: Precision; seed?: number } = {}): Encoder {
  const { precision = 'float32', seed = 0 } = options;
  if (!engine.precisions.includes(precision))
    throw new CoreError('UNSUPPORTED', `createEncoder: ${engine.device} has no ${precision}; it has ${engine.precisions.join(', ')}`);
  const stem = createConvBn(engine, plan.stem, precision, seed);
  const blocks = plan.blocks.map((block) => createResidualBlock(engine, block, precision, seed));
  const units = [stem, ...blocks.flatMap((block) => block.units)];
  const parameters = units.flatMap((unit) => unit.parameters);
  const tensors = units.flatMap((unit) => [...unit.parameters, ...unit.statistics]);

  /** Between forward and backward: the images in working precision. */
  let stemInput: Handle | undefined;
  /** What goes into block i, and behind the last block's input its output. */
  let activations: Handle[] = [];

  const discard = (): void => {
    engine.free(...activations, ...(stemInput ? [stemInput] : []));
    stemInput = undefined;
    activations = [];
    stem.discard();
    for (const block of blocks) block.discard();
  };

  const assertImages = (images: Handle): void => {
    if (images.shape.length !== 4 || images.shape[3] !== 3 || images.dtype !== 'float32')
      throw new CoreError('BAD_SHAPE', `encoder: images must be float32 [N, H, W, 3], got ${images.dtype} [${images.shape.join(', ')}]`);
  };

  return {
    plan,
    embeddingSize: plan.embeddingSize,
    parameters,
    forward: (images) => {
      assertImages(images);
      discard();
      stemInput = engine.cast(images, precision);
      let activation = stem.forward(stemInput);
      if (plan.pool) {
        const stemOutput = activation;
        activation = engine.maxPool(stemOutput, plan.pool);
        engine.free(stemOutput);
      }
      activations = [activation];
      for (const block of blocks) {
        activation = block.forward(activation);
        activations.push(activation);
      }
      return averageInFloat32(engine, activation);
    },
    backward: (gradient) => {
      const features = activations.at(-1);
      if (!stemInput || !features) throw new CoreError('NO_FORWARD', 'encoder: backward needs a forward in training mode before it');
      const dEmbedding = engine.globalAveragePoolGrad(gradient, features.shape);
      let dy = engine.cast(dEmbedding, precision);
      engine.free(dEmbedding);
      for (let index = blocks.length - 1; index >= 0; index--) {
        const [x, y] = activations.slice(index, index + 2) as [Handle, Handle];
        const dx = (blocks[index] as ResidualBlock).backward(dy, x, y);
        engine.free(dy, y);
        activations.length = index + 1;
        dy = dx;
      }
      const first = activations[0] as Handle;
      if (plan.pool) {
        const stemOutput = stem.replay();
        const dOutput = engine.maxPoolGrad(dy, stemOutput, first, plan.pool);
        engine.free(dy);
        stem.backwardParameters(dOutput, stemInput, stemOutput);
        engine.free(stemOutput);
        dy = dOutput;
      } else {
        stem.backwardParameters(dy, stemInput, first);
      }
      engine.free(dy);
      discard();
    },
    discard,
    embed: (images) => {
      assertImages(images);
      let activation = stem.infer(images);
      const advance = (next: Handle): void => {
        engine.free(activation);
        activation = next;
      };
      if (plan.pool) advance(engine.maxPool(activation, plan.pool));
      for (const block of blocks) advance(block.infer(activation));
      const embedding = engine.globalAveragePool(activation);
      engine.free(activation);
      return embedding;
    },
    weights: () => readTensors(engine, tensors),
    load: (weights) => {
      loadTensors(engine, tensors, weights);
    },
    dispose: () => {
      discard();
      for (const parameter of parameters) disposeParameter(engine, parameter);
      engine.free(...units.flatMap((unit) => unit.statistics.map((statistic) => statistic.value)));
    },
  };
}

/** Global average in float32, whatever the features are stored in. */
function averageInFloat32(engine: Engine, features: Handle): Handle {
  const wide = engine.cast(features, 'float32');
  const embedding = engine.globalAveragePool(wide);
  engine.free(wide);
  return embedding;
}
