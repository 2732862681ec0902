import { afterAll, afterEach, beforeAll, beforeEach, describe } from 'vitest';
import type { Engine, Precision } from '../src/engine/engine.js';
import { describeConvolutions } from './conformance/convolutions.js';
import { describePooling } from './conformance/pooling.js';
import { describeBatchNorm } from './conformance/batch-norm.js';
import { describeElementwise } from './conformance/elementwise.js';
import { describeMatMul } from './conformance/mat-mul.js';
import { describeOptimiserSteps } from './conformance/optimiser-steps.js';
import { describeHandles } from './conformance/handles.js';
import { createConformanceBench } from './conformance/conformance-bench.js';

/** Holds an engine to the `Engine` interface: every operation against slow float64 loops, ownership, errors, no leak.
 * @param precision what activations are stored in; the oracle gets the same rounded values, so tolerances only cover the arithmetic. */
export function describeEngineConformance(name: string, create: () => Promise<Engine>, precision: Precision = 'float32'): void {
  describe(`${name} ${precision} keeps the Engine contract`, () => {
    const { bench, start, before, after, end } = createConformanceBench(create, precision);
    beforeAll(start);
    beforeEach(before);
    afterEach(after);
    afterAll(end);

    describeConvolutions(bench);
    describePooling(bench);
    describeBatchNorm(bench);
    describeElementwise(bench);
    describeMatMul(bench);
    describeOptimiserSteps(bench);
    describeHandles(bench);
  });
}
