import { CoreError } from '../errors.js';
import type { Engine, Handle, Precision } from '../engine/engine.js';
import { createBatchNorm, type NormStatistics } from '../units/batch-norm.js';
import { createBlock } from '../units/block.js';
import { checkpointed, type Recomputable } from '../units/checkpointed.js';
import { createConvBn } from '../units/conv-bn.js';
import { disposeParameter } from '../units/parameter.js';
import { createPooling } from '../units/pooling.js';
import { createStem } from '../units/stem.js';
import { loadTensors, readTensors } from '../units/tensor-transfer.js';
import type { Summands, Unit } from '../units/unit.js';
import type { EncoderLayout } from '../plans/encoder-layout.js';
import type { EncoderPlan } from '../plans/encoder-plan.js';
import type { Encoder } from './encoder.js';
import { preprocessingOf } from './preprocessing-of.js';

/** Builds the planned encoder on an engine with seeded initial weights.
 * @param options.precision what activations are stored in while training; inference is float32. Default float32.
 * @param options.seed for the initial weights. Default 0.
 * @param options.checkpointActivations whether training keeps only what goes into each block, and computes the rest again in backward: for one more
 * forward pass, a large part of the memory; see `checkpointed`. Default false.
 * @param options.normStatistics by what batch normalisation normalises in training; see `NormStatistics`. Default `batch`.
 * @throws CoreError UNSUPPORTED when the engine does not have the precision. */
export function createEncoder(
  engine: Engine,
  plan: EncoderPlan,
  options: { precision?: Precision; seed?: number; checkpointActivations?: boolean; normStatistics?: NormStatistics } = {},
): Encoder {
  const { precision = 'float32', seed = 0, checkpointActivations = false, normStatistics = 'batch' } = options;
  if (!engine.precisions.includes(precision))
    throw new CoreError('UNSUPPORTED', `createEncoder: ${engine.device} has no ${precision}; it has ${engine.precisions.join(', ')}`);
  const layout: EncoderLayout = plan;
  const keeping = <Gradient>(unit: Recomputable<Gradient>): Recomputable<Gradient> =>
    checkpointActivations ? checkpointed(engine, unit) : unit;
  const stem = keeping(createStem(engine, layout, precision, seed, normStatistics));
  /** Everything between stem and pooling. */
  const body: readonly Unit[] = [
    ...layout.blocks.map((block) => keeping(createBlock(engine, block, precision, seed, normStatistics))),
    ...(layout.tail ? [keeping(createTail(engine, layout.tail, precision, seed, normStatistics))] : []),
  ];
  const pooling = createPooling(engine, plan.pooling);
  const units = [stem, ...body];
  const parameters = [...units.flatMap((unit) => unit.parameters), ...pooling.parameters];
  const statistics = units.flatMap((unit) => unit.statistics);
  const tensors = [...units.flatMap((unit) => [...unit.parameters, ...unit.statistics]), ...pooling.parameters];
  const stages = ['stem', ...new Set(layout.blocks.map((block) => stageOf(block.name)))];

  /** How much of the front is frozen. */
  let frozenStem = false;
  let frozenUnits = 0;
  /** Between forward and backward: the images in working precision, unless the stem is frozen. */
  let stemInput: Handle | undefined;
  /** What goes into each unit that is not frozen, and behind the last one's input its output; without what backward replays. */
  let activations: (Handle | undefined)[] = [];

  const discard = (): void => {
    engine.free(...[...activations, stemInput].filter((kept) => kept !== undefined));
    stemInput = undefined;
    activations = [];
    for (const unit of units) unit.discard();
  };

  const assertImages = (images: Handle): void => {
    if (images.shape.length !== 4 || images.shape[3] !== 3 || images.dtype !== 'float32')
      throw new CoreError('BAD_SHAPE', `encoder: images must be float32 [N, H, W, 3], got ${images.dtype} [${images.shape.join(', ')}]`);
  };

  /** One handle; a new one where there are two summands. */
  const addUp = ([first, second]: Summands): Handle => (second ? engine.add(first, second) : first);
  /** @param dy, x, y borrowed. */
  const backThrough = (unit: Unit, dy: Summands, x: Handle, y: Handle): Summands => {
    if (unit.backwardSum) return unit.backwardSum(dy, x, y);
    const sum = addUp(dy);
    const dx = unit.backward(sum, x, y);
    if (sum !== dy[0]) engine.free(sum);
    return [dx];
  };

  /** Through stem and the first units in inference. @param x borrowed. */
  const infer = (x: Handle, unitCount: number): Handle => {
    let activation = stem.infer(x);
    for (const unit of body.slice(0, unitCount)) {
      const next = unit.infer(activation);
      engine.free(activation);
      activation = next;
    }
    return activation;
  };

  return {
    plan,
    embeddingSize: plan.embeddingSize,
    preprocessing: preprocessingOf(plan),
    parameters,
    statistics,
    stages,
    freeze: (count) => {
      if (!Number.isInteger(count) || count < 0 || count > stages.length)
        throw new CoreError(
          'BAD_ENCODER',
          `encoder: freeze takes 0 to ${stages.length} stages (${stages.join(', ')}), got ${String(count)}`,
        );
      discard();
      frozenStem = count > 0;
      frozenUnits = layout.blocks.filter((block) => stages.indexOf(stageOf(block.name)) < count).length;
    },
    forward: (images, { updateStatistics = true } = {}) => {
      assertImages(images);
      discard();
      const input = engine.cast(images, precision);
      let activation: Handle;
      if (frozenStem) {
        activation = infer(input, frozenUnits);
        engine.free(input);
      } else {
        stemInput = input;
        activation = stem.forward(input, updateStatistics);
      }
      activations = [activation];
      body.slice(frozenUnits).forEach((unit, index, units) => {
        const next = unit.forward(activation, updateStatistics);
        // Of two neighbours one output is kept, from which the other can be replayed.
        if (units[index - 1]?.replay && activations[index - 1]) {
          engine.free(activation);
          activations[index] = undefined;
        }
        activations.push(next);
        activation = next;
      });
      return pooling.forward(activation);
    },
    backward: (gradient) => {
      const features = activations.at(-1);
      if (!features) throw new CoreError('NO_FORWARD', 'encoder: backward needs a forward in training mode before it');
      let dy: Summands = [pooling.backward(gradient, features)];
      for (let index = activations.length - 2; index >= 0; index--) {
        const y = activations[index + 1] as Handle;
        const x = (activations[index] ??= body[frozenUnits + index - 1]?.replay?.(activations[index - 1] as Handle) as Handle);
        const dx = backThrough(body[frozenUnits + index] as Unit, dy, x, y);
        engine.free(...dy, y);
        activations.length = index + 1;
        dy = dx;
      }
      if (stemInput) {
        const sum = addUp(dy);
        stem.backward(sum, stemInput, activations[0] as Handle);
        if (sum !== dy[0]) engine.free(sum);
      }
      engine.free(...dy);
      discard();
    },
    discard,
    embed: (images) => {
      assertImages(images);
      const features = infer(images, body.length);
      const embedding = pooling.forward(features);
      engine.free(features);
      return embedding;
    },
    weights: () => readTensors(engine, tensors),
    load: (weights) => {
      loadTensors(engine, tensors, weights);
    },
    dispose: () => {
      discard();
      for (const parameter of units.flatMap((unit) => unit.parameters)) disposeParameter(engine, parameter);
      engine.free(...statistics.map((statistic) => statistic.value));
      pooling.dispose();
    },
  };
}

function createTail(
  engine: Engine,
  tail: NonNullable<EncoderLayout['tail']>,
  precision: Precision,
  seed: number,
  normStatistics: NormStatistics,
): Unit {
  return tail.kind === 'norm' ? createBatchNorm(engine, tail, normStatistics) : createConvBn(engine, tail, precision, seed, normStatistics);
}

/** `stage2.block0` belongs to `stage2`. */
function stageOf(block: string): string {
  return block.split('.')[0] ?? block;
}
