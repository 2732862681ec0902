import { expect, it } from 'vitest';
import { naiveErf } from '../../test/naive-foreign-encoders.js';
import { runGraph } from '../../test/run-graph.js';
import { addGelu } from './gelu.js';

it('addGelu is the exact one, not its approximation by tanh', async () => {
  const x = Float32Array.from({ length: 161 }, (_, i) => (i - 80) / 10);
  const answer = await runGraph(x, [161], (graph, name) => addGelu(graph, 'act', name));
  x.forEach((value, i) => {
    expect(answer[i]).toBeCloseTo((value * (1 + naiveErf(value / Math.SQRT2))) / 2, 6);
  });
  // PyTorch 2.15: torch.nn.functional.gelu(torch.tensor([-1.5, 0.5, 2.0], dtype=torch.float64)).
  expect([answer[65], answer[85], answer[100]].map((value) => value!.toFixed(5))).toEqual(['-0.10021', '0.34573', '1.95450']);
});
