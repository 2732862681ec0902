import type { BlockPlan } from '../plans/block-plan.js';
import type { EncoderLayout } from '../plans/encoder-layout.js';
import { BATCH_NORM_EPSILON, type Activation, type ConvBnPlan, type ConvPlan, type NormPlan } from '../plans/layer-plan.js';
import { GEM_EPSILON, GEM_EXPONENT, type PoolingPlan } from '../plans/pooling-plan.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { Window } from '../plans/window.js';
import { foldBatchNorm, onnxKernel } from './fold-batch-norm.js';
import { float, int, ints, text, type GraphBuilder } from './graph-builder.js';
import { tensorOf } from './tensor-of.js';

/** Adds a whole encoder in inference to a graph: batch normalisation is folded into the convolution before it, and a node of its own where there is none.
 * @param images name of the value that holds them, NCHW.
 * @returns name of the features [N, D].
 * @throws CoreError BAD_WEIGHTS when a tensor is missing, of another size or not finite. */
export function addEncoder(graph: GraphBuilder, layout: EncoderLayout, weights: WeightMap, images: string): string {
  const layers = new LayerNodes(graph, weights);
  let x = layers.layer(layout.stem, images);
  if (layout.pool) x = graph.node('MaxPool', 'stem.pool', [x], windowAttributes(layout.pool));
  for (const block of layout.blocks) x = layers.block(block, x);
  if (layout.tail) x = layers.layer(layout.tail, x);
  return graph.node('Flatten', 'features', [layers.pooling(layout.pooling, x)], [int('axis', 1)]);
}

class LayerNodes {
  constructor(
    private readonly graph: GraphBuilder,
    private readonly weights: WeightMap,
  ) {}

  block(block: BlockPlan, x: string): string {
    const { graph } = this;
    switch (block.kind) {
      case 'residual': {
        const branch = this.chain(block.body, x);
        const skip = block.shortcut ? this.layer(block.shortcut, x) : x;
        return graph.node('Relu', block.name, [graph.node('Add', `${block.name}.sum`, [branch, skip])]);
      }
      case 'pre-activation': {
        const activated = this.layer(block.norm, x);
        const branch = this.layer(block.second, this.layer(block.first, activated));
        const skip = block.shortcut ? this.layer(block.shortcut, activated) : x;
        return graph.node('Add', block.name, [branch, skip]);
      }
      case 'inverted-residual': {
        const branch = this.chain(block.body, x);
        return block.identity ? graph.node('Add', block.name, [branch, x]) : branch;
      }
    }
  }

  layer(plan: ConvPlan | ConvBnPlan | NormPlan, x: string): string {
    switch (plan.kind) {
      case 'conv':
        return this.convolution(plan, x, `${plan.name}.conv`, onnxKernel(plan, this.weights));
      case 'conv-bn': {
        const { kernel, bias } = foldBatchNorm(plan, this.weights);
        return this.activation(plan.activation, plan.name, this.convolution(plan, x, `${plan.name}.bn`, kernel, bias));
      }
      case 'norm':
        return this.activation(plan.activation, plan.name, this.normalisation(plan, x));
    }
  }

  pooling(plan: PoolingPlan, x: string): string {
    const { graph } = this;
    if (plan.kind === 'average') return graph.node('GlobalAveragePool', 'features.pooled', [x]);
    const p = plan.learnable ? tensorOf(this.weights, GEM_EXPONENT, 1) : Float32Array.of(plan.p);
    const constant = (name: string, value: number): string => graph.floats(`features.${name}`, [1], Float32Array.of(value));
    // Relative to the largest value, as the engines do it, so that no power under- or overflows as a whole.
    const clamped = graph.node('Max', 'features.clamped', [x, constant('gem-epsilon', GEM_EPSILON)]);
    const largest = graph.node('GlobalMaxPool', 'features.largest', [clamped]);
    const ratio = graph.node('Div', 'features.ratio', [clamped, largest]);
    const power = graph.node('Pow', 'features.power', [ratio, constant('p', p[0]!)]);
    const mean = graph.node('GlobalAveragePool', 'features.mean', [power]);
    const root = graph.node('Pow', 'features.root', [mean, constant('inverse-p', 1 / p[0]!)]);
    return graph.node('Mul', 'features.pooled', [largest, root]);
  }

  private chain(units: readonly ConvBnPlan[], x: string): string {
    return units.reduce((activation, unit) => this.layer(unit, activation), x);
  }

  private convolution(plan: Omit<ConvPlan, 'kind'>, x: string, output: string, kernel: Float32Array, bias?: Float32Array): string {
    const { name, inputs, outputs, window, depthwise } = plan;
    const operands = [x, this.graph.floats(`${name}.kernel`, [outputs, depthwise ? 1 : inputs, window.kernel, window.kernel], kernel)];
    if (bias) operands.push(this.graph.floats(`${name}.bias`, [outputs], bias));
    return this.graph.node('Conv', output, operands, [...windowAttributes(window), int('group', depthwise ? inputs : 1)]);
  }

  private normalisation({ name, channels, epsilon = BATCH_NORM_EPSILON }: NormPlan, x: string): string {
    const operands = ['gamma', 'beta', 'mean', 'variance'].map((part) =>
      this.graph.floats(`${name}.${part}`, [channels], tensorOf(this.weights, `${name}.${part}`, channels)),
    );
    return this.graph.node('BatchNormalization', `${name}.bn`, [x, ...operands], [float('epsilon', epsilon)]);
  }

  private activation(activation: Activation, name: string, x: string): string {
    const output = `${name}.${activation}`;
    if (activation === 'none') return x;
    if (activation === 'relu') return this.graph.node('Relu', output, [x]);
    const [low, high] = [0, 6].map((bound) => this.graph.floats(`${output}.${bound}`, [], Float32Array.of(bound)));
    return this.graph.node('Clip', output, [x, low!, high!]);
  }
}

function windowAttributes({ kernel, stride, padding }: Window): ReturnType<typeof ints>[] {
  const pads = padding === 'same' ? text('auto_pad', 'SAME_UPPER') : ints('pads', [padding, padding, padding, padding]);
  return [ints('kernel_shape', [kernel, kernel]), ints('strides', [stride, stride]), pads];
}
