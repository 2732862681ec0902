import type { WeightMap } from '@supcon/core';

// Every name of a tensor in our own files begins with one of these, or is the encoder's. They are on people's disks: a new name needs a reader of the old one.

/** The projection head's: `head.dense1.kernel`, ... (`createProjectionHead`). */
export const HEAD = 'head.';

/** The dense layer that classifies beside the head in stage 1: `classifier.kernel`, `classifier.bias`. */
export const STAGE_ONE_CLASSIFIER = 'classifier';

/** The linear classifier of stage 2, in a file of its own or beside an exported encoder: [D, C] and [C]. */
export const STAGE_TWO_CLASSIFIER = { weight: 'classifier.weight', bias: 'classifier.bias' } as const;

/** What a contrastive loss remembers of earlier batches (`createEmbeddingQueue`); other state is running averages, by the names of what they average. */
const QUEUE = 'queue.';

/** What the optimiser keeps: `slots/<slot>/<parameter>`, such as `slots/velocity/stem.conv`. */
const SLOTS = 'slots/';

/** What losses and averages remember between steps: `state/<name>`. */
const STATE = 'state/';

/** Weights by whose they are, under their full names. */
export interface SeparatedWeights {
  readonly encoder: WeightMap;
  readonly head: WeightMap;
  /** Of stage 1. */
  readonly classifier: WeightMap;
}

/** Tells the weights of an encoder from those that stage 1 trains beside it and nobody needs afterwards. */
export function separateWeights(weights: WeightMap): SeparatedWeights {
  const parts = { encoder: new Map() as WeightMap, head: new Map() as WeightMap, classifier: new Map() as WeightMap };
  for (const [name, weight] of weights) {
    const part = name.startsWith(HEAD) ? 'head' : name.startsWith(`${STAGE_ONE_CLASSIFIER}.`) ? 'classifier' : 'encoder';
    parts[part].set(name, weight);
  }
  return parts;
}

/** State between steps by whose it is, under its full names. */
export function separateState(state: WeightMap): { readonly queue: WeightMap; readonly averages: WeightMap } {
  const parts = { queue: new Map() as WeightMap, averages: new Map() as WeightMap };
  for (const [name, tensor] of state) parts[name.startsWith(QUEUE) ? 'queue' : 'averages'].set(name, tensor);
  return parts;
}

/** All that a checkpoint holds. */
export interface CheckpointTensors {
  readonly weights: WeightMap;
  /** What the optimiser keeps of a parameter, by the slot's name. */
  readonly slots: readonly { readonly slot: string; readonly parameter: string; readonly tensor: Tensor }[];
  readonly state: WeightMap;
}

type Tensor = WeightMap extends Map<string, infer Value> ? Value : never;

/** Everything in one map, as it lies in the file: weights, then slots, then state. */
export function joinCheckpoint({ weights, slots, state }: CheckpointTensors): WeightMap {
  return new Map([
    ...weights,
    ...slots.map(({ slot, parameter, tensor }) => [`${SLOTS}${slot}/${parameter}`, tensor] as const),
    ...[...state].map(([name, tensor]) => [STATE + name, tensor] as const),
  ]);
}

/** The inverse of `joinCheckpoint`. */
export function separateCheckpoint(tensors: WeightMap): CheckpointTensors {
  const weights: WeightMap = new Map();
  const state: WeightMap = new Map();
  const slots: CheckpointTensors['slots'][number][] = [];
  for (const [name, tensor] of tensors)
    if (name.startsWith(SLOTS)) {
      const [slot = '', ...parameter] = name.slice(SLOTS.length).split('/');
      slots.push({ slot, parameter: parameter.join('/'), tensor });
    } else if (name.startsWith(STATE)) state.set(name.slice(STATE.length), tensor);
    else weights.set(name, tensor);
  return { weights, slots, state };
}
