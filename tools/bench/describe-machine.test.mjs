import { expect, it } from 'vitest';
import { describeFeatures, describeMachine } from './describe-machine.mjs';

it('names the processor, its cores, the memory and Node', () => {
  expect(describeMachine()).toMatch(/, \d+ cores?, \d+ GiB, \w+ \w+, Node \d+\./);
});

it('names the instructions that matter, and nothing where Linux does not say', () => {
  expect(describeFeatures('processor : 0\nflags\t\t: fpu avx2 avx512f avx512_bf16 avx512_vnni\nbogomips : 1')).toBe(
    'AVX-512 int8 bfloat16',
  );
  expect(describeFeatures('flags : fpu avx2')).toBe('AVX2');
  expect(describeFeatures('flags : fpu sse4_2')).toBe('');
  expect(describeFeatures('')).toBe('');
});
