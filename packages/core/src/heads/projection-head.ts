import type { Engine, Handle } from '../engine/engine.js';
import type { WeightMap } from '../plans/weight-map.js';
import { CoreError } from '../errors.js';
import { disposeParameter, type Parameter } from '../units/parameter.js';
import type { RunningStatistic } from '../units/running-statistic.js';
import { loadTensors, readTensors } from '../units/tensor-transfer.js';
import { denseStep, normReluStep, reluStep, type HeadStep } from './head-step.js';

/** What lies between embedding and loss.
 * - `linear`: one dense layer, as google-research's ImageNet models.
 * - `mlp`: dense layers with ReLU between them (Khosla et al., arXiv:2004.11362, section 3.1).
 * - `mlp-bn`: the same with batch normalisation before each ReLU (as SimCLR's, Chen et al., arXiv:2002.05709).
 * - `dense-relu`: ReLU behind every dense layer, the last one too. */
export type ProjectionHeadKind = 'linear' | 'mlp' | 'mlp-bn' | 'dense-relu';

/** Kind and sizes of a projection head. */
export interface ProjectionHeadOptions {
  /** Default `mlp`. */
  readonly kind?: ProjectionHeadKind;
  /** D, the embedding's size. */
  readonly inputs: number;
  /** Channels of all dense layers but the last. Default `inputs`. */
  readonly hidden?: number;
  /** P, the projection's size. */
  readonly outputs: number;
  /** Dense layers, 1 to 3. Default 2 for `mlp` and `mlp-bn`, which have at least 2; 1 for `dense-relu`; `linear` has 1. */
  readonly layers?: number;
  /** For the initial weights. */
  readonly seed: number;
}

/** The projection network, D -> P in float32. Used in training only; the loss normalises its output.
 * Parameters `head.dense1.kernel` [I, O], `.bias` [O], ..., and for `mlp-bn` `head.norm1.gamma`, `.beta` [O] with `head.norm1.mean`, `.variance`. */
export interface ProjectionHead {
  readonly parameters: readonly Parameter[];
  /** Batch normalisation's running means and variances. */
  readonly statistics: readonly RunningStatistic[];
  /** @param embedding float32 [N, D]; borrowed, and must live until `backward`.
   * @param options.updateStatistics false where the same rows will be seen again. Default true.
   * @returns projections [N, P]. */
  forward(embedding: Handle, options?: { readonly updateStatistics?: boolean }): Handle;
  /** @param gradient [N, P]; borrowed.  @returns gradient of the embedding [N, D]. */
  backward(gradient: Handle): Handle;
  /** Drops what `forward` kept, when no backward will follow. */
  discard(): void;
  /** Inference mode: running statistics, nothing kept. @param embedding float32 [N, D]; borrowed.  @returns projections [N, P]. */
  project(embedding: Handle): Handle;
  /** Host copies of parameters and running statistics. */
  weights(): Promise<WeightMap>;
  /** @throws CoreError BAD_WEIGHTS naming what is missing, superfluous or of another shape. */
  load(weights: WeightMap): void;
  dispose(): void;
}

/** @throws CoreError BAD_ENCODER for a kind or number of layers that does not exist, BAD_SHAPE for sizes below 1. */
export function createProjectionHead(engine: Engine, options: ProjectionHeadOptions): ProjectionHead {
  const steps = buildSteps(engine, options);
  const parameters = steps.flatMap((step) => step.parameters);
  const statistics = steps.flatMap((step) => step.statistics);
  const tensors = [...parameters, ...statistics];
  /** Between forward and backward: the embedding, which is the caller's, and the output of each step but the last. */
  let inputs: Handle[] = [];

  const discard = (): void => {
    engine.free(...inputs.slice(1));
    inputs = [];
    for (const step of steps) step.discard();
  };

  return {
    parameters,
    statistics,
    forward: (embedding, { updateStatistics = true } = {}) => {
      discard();
      let x = embedding;
      for (const step of steps) {
        inputs.push(x);
        x = step.forward(x, updateStatistics);
      }
      return x;
    },
    backward: (gradient) => {
      if (inputs.length === 0) throw new CoreError('NO_FORWARD', 'projection head: backward needs a forward before it');
      let dy = gradient;
      for (let index = steps.length - 1; index >= 0; index--) {
        const dx = steps[index]!.backward(dy);
        if (dy !== gradient) engine.free(dy);
        dy = dx;
      }
      discard();
      return dy;
    },
    discard,
    project: (embedding) => {
      let x = embedding;
      for (const step of steps) {
        const y = step.infer(x);
        if (x !== embedding) engine.free(x);
        x = y;
      }
      return x;
    },
    weights: () => readTensors(engine, tensors),
    load: (weights) => {
      loadTensors(engine, tensors, weights);
    },
    dispose: () => {
      discard();
      for (const parameter of parameters) disposeParameter(engine, parameter);
      engine.free(...statistics.map((statistic) => statistic.value));
    },
  };
}

function buildSteps(engine: Engine, options: ProjectionHeadOptions): HeadStep[] {
  const { kind = 'mlp', inputs, outputs, hidden = inputs, seed } = options;
  const allowed = LAYERS[kind] as (typeof LAYERS)[ProjectionHeadKind] | undefined;
  if (!allowed) throw new CoreError('BAD_ENCODER', `projection head: kind must be one of ${Object.keys(LAYERS).join(', ')}, got '${kind}'`);
  const { layers = allowed.usual } = options;
  if (!Number.isInteger(layers) || layers < allowed.least || layers > allowed.most)
    throw new CoreError('BAD_ENCODER', `projection head: ${kind} has ${allowed.least} to ${allowed.most} dense layers, got ${layers}`);
  return Array.from({ length: layers }, (_, index) => {
    const last = index === layers - 1;
    const size = last ? outputs : hidden;
    const dense = denseStep(engine, { name: `head.dense${index + 1}`, inputs: index === 0 ? inputs : hidden, outputs: size, seed });
    if (last) return kind === 'dense-relu' ? [dense, reluStep(engine)] : [dense];
    return [dense, kind === 'mlp-bn' ? normReluStep(engine, `head.norm${index + 1}`, size) : reluStep(engine)];
  }).flat();
}

/** Dense layers that each kind may have, and has by default. */
const LAYERS = {
  linear: { least: 1, usual: 1, most: 1 },
  mlp: { least: 2, usual: 2, most: 3 },
  'mlp-bn': { least: 2, usual: 2, most: 3 },
  'dense-relu': { least: 1, usual: 1, most: 3 },
} as const;
