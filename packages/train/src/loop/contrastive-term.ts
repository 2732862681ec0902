import {
  classWeights,
  createContrastiveLoss,
  createEmbeddingQueue,
  createProjectionHead,
  type ContrastiveTargets,
  type Engine,
  type Handle,
  type Parameter,
  type ProjectionHead,
  type WeightMap,
} from '@supcon/core';
import { contrastiveLossOf, type Stage1Options } from '../recipe/stage1-schema.js';

/** What a contrastive loss says of a batch. */
export interface ContrastiveOutcome {
  readonly loss: number;
  /** float32 [N·V, P]. Owned by the caller. */
  readonly gradient: Handle;
  readonly anchorsWithoutPositives: number;
}

/** The projection head and the contrastive loss behind it. */
export interface ContrastiveTerm {
  readonly parameters: readonly Parameter[];
  /** Running statistics of a head that has batch normalisation. */
  readonly statistics: ProjectionHead['statistics'];
  /** @param embedding float32 [N·V, D]; must live until `backward`.  @returns projections [N·V, P]. */
  project(embedding: Handle): Handle;
  /** The same projections with nothing kept and no statistic moved: the first pass of gradient caching. */
  projectOnly(embedding: Handle): Handle;
  loss(projections: Handle, targets: ContrastiveTargets): Promise<ContrastiveOutcome>;
  /** @param gradient of the projections.  @returns that of the embedding. */
  backward(gradient: Handle): Handle;
  weights(): Promise<WeightMap>;
  load(weights: WeightMap): void;
  /** What the loss remembers between steps: its queue. */
  state(): WeightMap;
  loadState(state: WeightMap): void;
  dispose(): void;
}

/** What projection head and contrastive loss are made of. */
export interface ContrastiveTermOptions {
  readonly stage1: Stage1Options;
  /** D */
  readonly inputs: number;
  /** Training pictures of each class. */
  readonly classCounts: readonly number[];
  readonly seed: number;
}

/** @returns undefined for cross-entropy alone. */
export function createContrastiveTerm(engine: Engine, options: ContrastiveTermOptions): ContrastiveTerm | undefined {
  const { stage1, inputs, classCounts, seed } = options;
  const own = contrastiveLossOf(stage1);
  if (!own) return undefined;
  const head = createProjectionHead(engine, { inputs, ...stage1.head, seed });
  const queue = stage1.queue > 0 ? createEmbeddingQueue({ capacity: stage1.queue, size: stage1.head.outputs }) : undefined;
  const weighted = stage1.classWeighting === 'none' ? undefined : classWeights(classCounts, { method: stage1.classWeighting });
  const loss = createContrastiveLoss({
    ...own,
    ...(queue ? { queue } : {}),
    ...(weighted ? { classWeights: weighted } : {}),
  });
  return {
    parameters: head.parameters,
    statistics: head.statistics,
    project: (embedding) => head.forward(embedding),
    projectOnly: (embedding) => {
      const projections = head.forward(embedding, { updateStatistics: false });
      head.discard();
      return projections;
    },
    loss: (projections, targets) => loss.compute(engine, projections, targets),
    backward: (gradient) => head.backward(gradient),
    weights: () => head.weights(),
    load: (weights) => {
      head.load(weights);
    },
    state: () => queue?.state() ?? new Map(),
    loadState: (state) => {
      queue?.load(state);
    },
    dispose: () => {
      head.dispose();
    },
  };
}
