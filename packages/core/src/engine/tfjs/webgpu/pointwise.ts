import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** An expression in WGSL, computed for each entry of tensors of one shape. */
export interface Pointwise {
  /** Names the expression in the cache of compiled shaders. */
  readonly name: string;
  /** Tensors of the result's shape, by the name that the expression has for them. */
  readonly values: Readonly<Record<string, TensorInfo>>;
  /** [C] each, along the result's last axis. */
  readonly channels?: Readonly<Record<string, TensorInfo>>;
  /** Numbers, float32. */
  readonly constants?: Readonly<Record<string, number>>;
  /** WGSL of type T, which is f32 or vec4<f32>. */
  readonly expression: string;
}

/** One pass over memory that computes an expression for each element. @returns float32 of the shape of the first of `values`. */
export function pointwise(backend: WebGPUBackend, { name, values, channels = {}, constants = {}, expression }: Pointwise): TensorInfo {
  const shape = Object.values(values)[0]?.shape ?? [];
  const size = shape.reduce((a, b) => a * b, 1);
  const width = Object.keys(channels).length > 0 ? (shape.at(-1) ?? 1) : size;
  const vector = width % 4 === 0 ? 4 : 1;
  const variable = (operand: string): string => operand.charAt(0).toUpperCase() + operand.slice(1);
  const operands = { ...values, ...channels };
  return backend.runWebGPUProgram(
    {
      variableNames: Object.keys(operands).map(variable),
      variableComponents: Object.keys(operands).map(() => vector),
      outputComponent: vector,
      outputShape: [...shape],
      workgroupSize: [64, 1, 1],
      dispatchLayout: { x: shape.map((_, axis) => axis) },
      dispatch: [Math.ceil(size / vector / 64), 1, 1],
      shaderKey: `supcon_${name}_${vector}`,
      uniforms: `items : i32, lanes : i32, ${Object.keys(constants)
        .map((constant) => `${constant} : f32,`)
        .join(' ')}`,
      getUserCode: () => `
        alias T = ${vector === 4 ? 'vec4<f32>' : 'f32'};
        fn main(index : i32) {
          if (index >= uniforms.items) { return; }
          ${Object.keys(values)
            .map((operand) => `let ${operand} = ${variable(operand)}[index];`)
            .join('\n')}
          ${Object.keys(channels)
            .map((operand) => `let ${operand} = ${variable(operand)}[index % uniforms.lanes];`)
            .join('\n')}
          result[index] = ${expression};
        }`,
    },
    Object.values(operands),
    'float32',
    [
      ...[size / vector, width / vector].map((value) => ({ type: 'int32', data: [value] })),
      ...Object.values(constants).map((value) => ({ type: 'float32', data: [value] })),
    ],
  );
}
