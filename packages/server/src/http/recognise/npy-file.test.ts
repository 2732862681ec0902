import { createHash } from 'node:crypto';
import { expect, it } from 'vitest';
import { npyFile } from './npy-file.js';

it('writes the bytes that NumPy writes', () => {
  const rows = [Float32Array.of(0.5, -0.5, 1), Float32Array.of(3.4028235e38, 1e-45, -0)];
  // numpy.save of numpy.array([[0.5, -0.5, 1], [3.4028235e38, 1e-45, -0.]], '<f4'), NumPy 2.4.6
  expect(npyFile(rows).toString('base64')).toBe(
    'k05VTVBZAQB2AHsnZGVzY3InOiAnPGY0JywgJ2ZvcnRyYW5fb3JkZXInOiBGYWxzZSwgJ3NoYXBlJzogKDIsIDMpLCB9ICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgIAoAAAA/AAAAvwAAgD///39/AQAAAAAAAIA=',
  );
  // numpy.save of numpy.zeros((1, 1280), '<f4')
  const zeros = createHash('sha256').update(npyFile([new Float32Array(1280)]));
  expect(zeros.digest('hex')).toBe('f728418ef450803ee3f5d58866e83fb0bb499bc86bcbd7e676a72366ea72640e');
});
