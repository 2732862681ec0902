import type { Handle } from '../engine.js';
import type { SymmetricWindow } from '../../plans/window.js';
import type { OpAttribute } from './load-binding.js';
import type { NativeRuntime } from './native-runtime.js';

/** What the project's own operations on windows are made with (kernels/src/window.h). */
export function kernelAttributes(runtime: NativeRuntime, x: Handle, { kernel, stride, padding }: SymmetricWindow): OpAttribute[] {
  return [
    runtime.type('T', x.dtype),
    runtime.integer('kernel', kernel),
    runtime.integer('stride', stride),
    runtime.integer('padding', padding),
  ];
}
