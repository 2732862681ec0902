import type { AfterNorm, Engine, Handle } from '../src/engine/engine.js';
import { values } from './gradient-check.js';

export interface Recorded {
  readonly shape: readonly number[];
  readonly data: Float32Array;
}

/** Engine operations that answer one handle, and what their results are called in `naiveEncoderForward`. */
const SUFFIXES = new Map<PropertyKey, string>([
  ['conv2d', 'conv'],
  ['depthwiseConv2d', 'conv'],
  ['batchNormInference', 'bn'],
  ['relu', 'relu'],
  ['relu6', 'relu'],
  ['maxPool', 'pool'],
  ['add', 'sum'],
  ['globalAveragePool', 'embedding'],
  ['gemPool', 'embedding'],
]);

/** Place of `after` among the parameters of `batchNormInference`. */
const AFTER = 6;

/** An engine that computes as `engine` does and keeps a copy of what each layer answered.
 * @returns `take`, which hands over and frees the copies: lists in order of execution, by the suffix of `naiveEncoderForward`'s names. */
export function recordLayers(engine: Engine): { readonly engine: Engine; take(): Promise<Map<string, Recorded[]>> } {
  const copies: { readonly suffix: string; readonly copy: Handle }[] = [];
  const recording = new Proxy(engine, {
    get: (target, key) => {
      const member: unknown = Reflect.get(target, key, target);
      if (typeof member !== 'function') return member;
      const suffix = SUFFIXES.get(key);
      return (...inputs: unknown[]): unknown => {
        const result: unknown = Reflect.apply(member, target, inputs);
        if (suffix === undefined) return result;
        const copy = (as: string, value: Handle): void => void copies.push({ suffix: as, copy: target.scale(value, 1) });
        const { add, activation = 'none' } = key === 'batchNormInference' ? ((inputs[AFTER] ?? {}) as AfterNorm) : {};
        // What follows in the normalisation's pass are layers of their own: what went into them is computed apart.
        const apart = (as: string, after?: AfterNorm): void => {
          copies.push({ suffix: as, copy: Reflect.apply(member, target, [...inputs.slice(0, AFTER), after]) as Handle });
        };
        const activated = activation !== 'none';
        if (add || activated) apart(suffix);
        if (add && activated) apart('sum', { add });
        copy(activated ? 'relu' : add ? 'sum' : suffix, result as Handle);
        return result;
      };
    },
  });
  return {
    engine: recording,
    take: async () => {
      const taken = new Map<string, Recorded[]>();
      for (const { suffix, copy } of copies.splice(0)) {
        const list = taken.get(suffix) ?? [];
        list.push({ shape: [...copy.shape], data: await values(engine, copy) });
        taken.set(suffix, list);
        engine.free(copy);
      }
      return taken;
    },
  };
}
