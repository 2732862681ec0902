import type { Handle } from '../engine.js';
import { activationGrad, binary, unary, withNumber } from './native-elementwise.js';
import { reduce } from './native-reductions.js';
import type { NativeHandle } from './native-handle.js';
import type { NativeRuntime } from './native-runtime.js';

/** With u = max(x, epsilon), M its maximum over H and W, and r = u / M: y = M · (mean of r^p)^(1/p). */
interface Powers {
  /** M, [N, 1, 1, C]. */
  readonly largest: NativeHandle;
  /** r, [N, H, W, C]. */
  readonly ratio: NativeHandle;
  /** r^p, [N, H, W, C]. */
  readonly power: NativeHandle;
  /** Mean of r^p, [N, 1, 1, C]. */
  readonly mean: NativeHandle;
  /** mean^(1/p), [N, 1, 1, C]. */
  readonly root: NativeHandle;
  /** 1/p, [1]. */
  readonly inverse: NativeHandle;
}

function powers(runtime: NativeRuntime, x: Handle, p: Handle, epsilon: number): Powers {
  const clamped = binary(runtime, 'Maximum', x, runtime.scalar(epsilon));
  const largest = reduce(runtime, 'Max', clamped, [1, 2], true);
  const ratio = binary(runtime, 'RealDiv', clamped, largest);
  const power = binary(runtime, 'Pow', ratio, p);
  const mean = reduce(runtime, 'Mean', power, [1, 2], true);
  const inverse = binary(runtime, 'RealDiv', runtime.scalar(1), p);
  const root = binary(runtime, 'Pow', mean, inverse);
  runtime.free([clamped]);
  return { largest, ratio, power, mean, root, inverse };
}

/** `Engine.gemPool`: scaled by each channel's largest value, so that no power overflows. @returns [N, C] float32. */
export function gemPool(runtime: NativeRuntime, x: Handle, p: Handle, epsilon: number): NativeHandle {
  const [n = 0, , , c = 0] = x.shape;
  const parts = powers(runtime, x, p, epsilon);
  const y = binary(runtime, 'Mul', parts.largest, parts.root);
  const flat = runtime.reshape(y, [n, c]);
  runtime.free([y, ...(Object.values(parts) as NativeHandle[])]);
  return flat;
}

/** dx = dy · mean^(1/p - 1) · r^(p - 1) / HW where x > epsilon; dP = Σ dy · y · (mean of r^p · ln r / mean - ln(mean) / p) / p. */
export function gemPoolGrad(
  runtime: NativeRuntime,
  dy: Handle,
  x: Handle,
  p: Handle,
  epsilon: number,
): { readonly dx: Handle; readonly dP: Handle } {
  const parts = powers(runtime, x, p, epsilon);
  const { largest, ratio, power, mean, root, inverse } = parts;
  const [n = 0, h = 0, w = 0, c = 0] = x.shape;
  const made: Handle[] = Object.values(parts) as NativeHandle[];
  const keep = (handle: NativeHandle): NativeHandle => {
    made.push(handle);
    return handle;
  };
  const times = (a: Handle, b: Handle): NativeHandle => keep(binary(runtime, 'Mul', a, b));
  const over = (a: Handle, b: Handle): NativeHandle => keep(binary(runtime, 'RealDiv', a, b));

  const gradient = keep(runtime.reshape(dy, [n, 1, 1, c]));
  const slope = times(keep(withNumber(runtime, 'Mul', gradient, 1 / (h * w))), over(root, mean));
  const all = times(over(power, ratio), slope);
  const dx = activationGrad(runtime, 'ReluGrad', all, keep(withNumber(runtime, 'AddV2', x, -epsilon)));

  const moment = over(keep(reduce(runtime, 'Mean', times(power, keep(unary(runtime, 'Log', ratio))), [1, 2], true)), mean);
  const bend = keep(binary(runtime, 'Sub', moment, times(keep(unary(runtime, 'Log', mean)), inverse)));
  const each = times(times(gradient, times(largest, root)), times(bend, inverse));
  const total = keep(reduce(runtime, 'Sum', each, [0, 1, 2, 3]));
  const dP = runtime.reshape(total, [1]);
  runtime.free(made);
  return { dx, dP };
}
