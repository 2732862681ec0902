import { CoreError } from '../errors.js';
import type { Engine, Handle } from '../engine/engine.js';
import type { WeightMap } from '../encoders/weight-map.js';
import { createDense, type Dense } from '../units/dense.js';
import type { Parameter } from '../units/parameter.js';

/** The projection network of Khosla et al., arXiv:2004.11362 section 3.1: D -> hidden -> P with one ReLU between, float32.
 * Used in training only; the loss normalises its output. */
export interface ProjectionHead {
  readonly parameters: readonly Parameter[];
  /** @param embedding float32 [N, D]; borrowed, and must live until `backward`.  @returns projections [N, P]. */
  forward(embedding: Handle): Handle;
  /** @param gradient [N, P]; borrowed.  @returns gradient of the embedding [N, D]. */
  backward(gradient: Handle): Handle;
  weights(): Promise<WeightMap>;
  load(weights: WeightMap): void;
  dispose(): void;
}

export function createProjectionHead(
  engine: Engine,
  options: { inputs: number; hidden: number; outputs: number; seed: number },
): ProjectionHead {
  const { inputs, hidden, outputs, seed } = options;
  const layers: readonly [Dense, Dense] = [
    createDense(engine, { name: 'head.dense1', inputs, outputs: hidden, seed }),
    createDense(engine, { name: 'head.dense2', inputs: hidden, outputs, seed }),
  ];
  const [first, second] = layers;
  let activated: Handle | undefined;
  const drop = (): void => {
    if (activated) engine.free(activated);
    activated = undefined;
  };
  return {
    parameters: layers.flatMap((layer) => layer.parameters),
    forward: (embedding) => {
      drop();
      const hiddenValues = first.forward(embedding);
      activated = engine.relu(hiddenValues);
      engine.free(hiddenValues);
      return second.forward(activated);
    },
    backward: (gradient) => {
      if (!activated) throw new CoreError('NO_FORWARD', 'projection head: backward needs a forward before it');
      const dActivated = second.backward(gradient);
      const dHidden = engine.reluGrad(dActivated, activated);
      const dEmbedding = first.backward(dHidden);
      engine.free(dActivated, dHidden);
      drop();
      return dEmbedding;
    },
    weights: async () => new Map([...(await first.weights()), ...(await second.weights())]),
    load: (weights) => {
      for (const layer of layers)
        layer.load(new Map([...weights].filter(([name]) => layer.parameters.some((parameter) => parameter.name === name))));
    },
    dispose: () => {
      drop();
      for (const layer of layers) layer.dispose();
    },
  };
}
