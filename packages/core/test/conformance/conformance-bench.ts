import { expect } from 'vitest';
import type { Engine, Handle, Precision } from '../../src/engine/engine.js';
import { normals, relativeError } from '../gradient-check.js';
import { naive, type Naive, type Shape } from '../naive-operations.js';

export const size = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/** What tests of an engine work with. Handles that are given to it are freed after each test. */
export interface ConformanceBench {
  readonly engine: Engine;
  readonly precision: Precision;
  /** Whether the precision is float32. */
  readonly exact: boolean;
  readonly keep: (...handles: readonly Handle[]) => void;
  /** `keep`, answering the handle. */
  readonly own: <T extends Handle>(handle: T) => T;
  readonly float: (data: Float32Array, shape: Shape) => Handle;
  readonly read: (handle: Handle) => Promise<Float32Array>;
  /** Random activations in the working precision, with the values they were rounded to. */
  readonly random: (seed: number, shape: Shape) => Promise<{ handle: Handle; value: Naive }>;
  /** Largest error relative to the largest value. Default: rounding of sums in float32; one rounding of the result to 8 bits in bfloat16. */
  readonly expectClose: (handle: Handle, want: Naive, allowed?: number) => Promise<void>;
  /** What an optimiser step was given: the first `count` are freed, the rest and whatever shared memory with any of them are as they were. */
  readonly expectTakenOver: (
    handles: readonly Handle[],
    count: number,
    shared: readonly Handle[],
    given: readonly Float32Array[],
  ) => Promise<void>;
}

/** @returns the bench, and what a test file calls around each test. */
export function createConformanceBench(
  create: () => Promise<Engine>,
  precision: Precision,
): {
  readonly bench: ConformanceBench;
  readonly start: () => Promise<void>;
  readonly before: () => void;
  readonly after: () => void;
  readonly end: () => void;
} {
  const exact = precision === 'float32';
  const tolerance = exact ? 2e-5 : 1e-2;
  let engine: Engine;
  let live = 0;
  let made: Handle[] = [];
  const own = <T extends Handle>(handle: T): T => {
    made.push(handle);
    return handle;
  };
  const float = (data: Float32Array, shape: Shape): Handle => own(engine.upload(data, shape));
  const read = async (handle: Handle): Promise<Float32Array> => Float32Array.from(await engine.download(handle));
  return {
    bench: {
      get engine() {
        return engine;
      },
      precision,
      exact,
      keep: (...handles) => {
        made.push(...handles);
      },
      own,
      float,
      read,
      random: async (seed, shape) => {
        const wide = float(normals(seed, size(shape)), shape);
        const handle = exact ? wide : own(engine.cast(wide, precision));
        return { handle, value: naive(shape, await read(handle)) };
      },
      expectClose: async (handle, want, allowed = tolerance) => {
        own(handle);
        expect(handle.shape).toEqual(want.shape);
        expect(relativeError(await read(handle), want.data)).toBeLessThan(allowed);
      },
      expectTakenOver: async (handles, count, shared, given) => {
        for (const [at, handle] of handles.entries()) {
          if (at < count) expect(() => engine.reshape(handle, handle.shape)).toThrow(expect.objectContaining({ code: 'HANDLE_FREED' }));
          else expect(await read(handle)).toEqual(given[at]);
          expect(await read(shared[at]!)).toEqual(given[at]);
        }
        made = made.filter((handle) => !handles.slice(0, count).includes(handle));
      },
    },
    start: async () => {
      engine = await create();
    },
    before: () => {
      live = engine.liveHandles();
      made = [];
    },
    // Whatever a test made and listed is freed; anything an operation left behind shows.
    after: () => {
      engine.free(...made);
      expect(engine.liveHandles()).toBe(live);
    },
    end: () => {
      engine.dispose();
    },
  };
}
