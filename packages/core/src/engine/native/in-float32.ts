import type { Handle } from '../engine.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** What `compute` gives, on float32 copies of inputs in bfloat16 and rounded to that at the end.
 * @param inputs all of one type. */
export function inFloat32<Inputs extends readonly Handle[]>(
  runtime: NativeRuntime,
  inputs: Inputs,
  compute: (...inputs: Inputs) => NativeHandle,
): NativeHandle {
  if (inputs[0]?.dtype !== 'bfloat16') return compute(...inputs);
  const wide = inputs.map((input) => runtime.one('Cast', runtime.castAttributes('bfloat16', 'float32'), [input]));
  const result = compute(...(wide as readonly Handle[] as Inputs));
  const rounded = runtime.one('Cast', runtime.castAttributes('float32', 'bfloat16'), [result]);
  runtime.free([...wide, result]);
  return rounded;
}

/** The same where TensorFlow would not sum products of bfloat16 in float32. */
export function summedInFloat32<Inputs extends readonly Handle[]>(
  runtime: NativeRuntime,
  inputs: Inputs,
  compute: (...inputs: Inputs) => NativeHandle,
): NativeHandle {
  return runtime.sumsBfloat16 ? compute(...inputs) : inFloat32(runtime, inputs, compute);
}
