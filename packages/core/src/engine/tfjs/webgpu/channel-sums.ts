import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sumParts } from './sum-parts.js';

/** Invocations that keep a large GPU busy. */
const ENOUGH_INVOCATIONS = 65_536;
const LEAST_ROWS = 32;

/** Sums over all but the last axis, several at once, each of an expression in WGSL. */
export interface ChannelSums {
  /** Names the expressions in the cache of compiled shaders. */
  readonly name: string;
  /** [..., C] of one shape, by the name that the expressions have for them. */
  readonly values: Readonly<Record<string, TensorInfo>>;
  /** [C] each. */
  readonly channels?: Readonly<Record<string, TensorInfo>>;
  /** WGSL, one for each sum. */
  readonly expressions: readonly string[];
}

/** Sums of expressions over all axes but the last, in a fixed order: first over blocks of rows, then over blocks.
 * @returns float32 [expressions, C]. */
export function channelSums(backend: WebGPUBackend, { name, values, channels = {}, expressions }: ChannelSums): TensorInfo {
  const shape = Object.values(values)[0]?.shape ?? [];
  const width = shape.at(-1) ?? 1;
  const rows = shape.slice(0, -1).reduce((a, b) => a * b, 1);
  const vector = width % 4 === 0 ? 4 : 1;
  const lanes = width / vector;
  const parts = Math.max(Math.min(Math.ceil(ENOUGH_INVOCATIONS / lanes), Math.ceil(rows / LEAST_ROWS)), 1);
  const chunk = Math.ceil(rows / parts);
  const variable = (operand: string): string => operand.charAt(0).toUpperCase() + operand.slice(1);
  const operands = { ...values, ...channels };
  const partial = backend.runWebGPUProgram(
    {
      variableNames: Object.keys(operands).map(variable),
      variableComponents: Object.keys(operands).map(() => vector),
      outputComponent: vector,
      outputShape: [parts, expressions.length, width],
      workgroupSize: [64, 1, 1],
      dispatchLayout: { x: [0, 1, 2] },
      dispatch: [Math.ceil((parts * lanes) / 64), 1, 1],
      shaderKey: `supcon_${name}_${vector}`,
      uniforms: 'rows : i32, chunk : i32, lanes : i32, parts : i32,',
      getUserCode: () => `
        alias T = ${vector === 4 ? 'vec4<f32>' : 'f32'};
        fn main(index : i32) {
          if (index >= uniforms.parts * uniforms.lanes) { return; }
          let lane = index % uniforms.lanes;
          let part = index / uniforms.lanes;
          ${Object.keys(channels)
            .map((operand) => `let ${operand} = ${variable(operand)}[lane];`)
            .join('\n')}
          ${expressions.map((_, sum) => `var sum${sum} = T(0.0);`).join('\n')}
          let last = min((part + 1) * uniforms.chunk, uniforms.rows);
          for (var row = part * uniforms.chunk; row < last; row++) {
            ${Object.keys(values)
              .map((operand) => `let ${operand} = ${variable(operand)}[row * uniforms.lanes + lane];`)
              .join('\n')}
            ${expressions.map((expression, sum) => `sum${sum} += ${expression};`).join('\n')}
          }
          ${expressions.map((_, sum) => `result[(part * ${expressions.length} + ${sum}) * uniforms.lanes + lane] = sum${sum};`).join('\n')}
        }`,
    },
    Object.values(operands),
    'float32',
    [rows, chunk, lanes, parts].map((value) => ({ type: 'int32', data: [value] })),
  );
  const sums = sumParts(backend, partial, [expressions.length, width]);
  backend.disposeData(partial.dataId);
  return sums;
}
