import type { TensorInfo } from '@tensorflow/tfjs-core';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

/** Parts that one invocation adds up; more are added in rounds. */
const GROUP = 64;

/** Adds up the first axis, always in the same order. @param x [parts, ...] float32  @returns float32 of `shape`. */
export function sumParts(backend: WebGPUBackend, x: TensorInfo, shape: readonly number[]): TensorInfo {
  const parts = x.shape[0] ?? 1;
  if (parts <= GROUP) return sumGroups(backend, x, shape, parts);
  const groups = Math.ceil(parts / GROUP);
  const fewer = sumGroups(backend, x, [groups, ...shape], parts);
  const sum = sumParts(backend, fewer, shape);
  backend.disposeData(fewer.dataId);
  return sum;
}

function sumGroups(backend: WebGPUBackend, x: TensorInfo, outputShape: readonly number[], parts: number): TensorInfo {
  const groups = Math.ceil(parts / GROUP);
  const size = outputShape.reduce((a, b) => a * b, 1) / groups;
  const vector = size % 4 === 0 ? 4 : 1;
  return backend.runWebGPUProgram(
    {
      variableNames: ['X'],
      variableComponents: [vector],
      outputComponent: vector,
      outputShape: [...outputShape],
      workgroupSize: [64, 1, 1],
      dispatchLayout: { x: outputShape.map((_, axis) => axis) },
      dispatch: [Math.ceil((size * groups) / vector / 64), 1, 1],
      shaderKey: `supcon_sumParts_${vector}`,
      uniforms: 'items : i32, groups : i32, parts : i32,',
      getUserCode: () => `
        fn main(index : i32) {
          if (index >= uniforms.items * uniforms.groups) { return; }
          let item = index % uniforms.items;
          let first = index / uniforms.items * ${GROUP};
          var sum = X[first * uniforms.items + item];
          for (var part = first + 1; part < min(first + ${GROUP}, uniforms.parts); part++) { sum += X[part * uniforms.items + item]; }
          result[index] = sum;
        }`,
    },
    [x],
    'float32',
    [size / vector, groups, parts].map((value) => ({ type: 'int32', data: [value] })),
  );
}
