import { expect, it } from 'vitest';
import { float32Peak } from './float32-peak.mjs';

it.each([
  ['nvidia-h100-80gb-hbm3, NVIDIA: 570.86.15', 66_900],
  ['NVIDIA H100 PCIe', 51_200],
  ['tesla-t4', 8_100],
  ['nvidia-geforce-rtx-4090', 82_600],
  ['nvidia-l40s', 91_600],
  ['swiftshader-device-subzero-', undefined],
  ['intel-arc-a770', undefined],
  ['nvidia-geforce-rtx-4090-laptop-gpu', undefined],
])('%s', (adapter, peak) => {
  expect(float32Peak(adapter, {})).toBe(peak);
});

it('takes what it is told', () => {
  expect(float32Peak('intel-arc-a770', { SUPCON_GPU_TFLOPS: '19.7' })).toBe(19_700);
});
