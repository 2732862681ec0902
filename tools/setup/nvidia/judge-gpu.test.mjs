import { expect, it } from 'vitest';
import { readPins } from '../tensorflow/pins.mjs';
import { compareVersions, judgeGpu } from './judge-gpu.mjs';

const needs = readPins().cuda;
if (needs === undefined) throw new Error('the pins say what CUDA needs');

/**
 * @param {string} driver
 * @param {string | undefined} capability
 */
const problem = (driver, capability) => judgeGpu({ name: 'X', memoryMb: 1, driver, capability }, needs)?.problem;

it.each([
  ['a driver of the toolkit', '555.42.02', '8.0'],
  ['a newer driver', '580.65.06', '12.0'],
  ['an older driver of CUDA 12, where kernels are compiled already', '525.60.13', '8.9'],
  ['an older driver of CUDA 12 that does not tell the capability', '525.147.05', undefined],
  ['the oldest GPU with kernels', '535.183.01', '6.0'],
])('takes %s', (_, driver, capability) => {
  expect(problem(driver, capability)).toBeUndefined();
});

it.each([
  ['a driver of CUDA 11', '470.256.02', '8.6', 'driver 470.256.02 of X is too old: CUDA 12.5 needs 525.60.13 or newer'],
  ['the last driver before', '525.60.11', '8.6', 'driver 525.60.11 of X is too old: CUDA 12.5 needs 525.60.13 or newer'],
  [
    'a driver that cannot compile the kernels of a newer GPU',
    '550.54.15',
    '9.0',
    'driver 550.54.15 of X is too old: CUDA 12.5 on compute capability 9.0 needs 555.42.02 or newer',
  ],
  [
    'a GPU without kernels',
    '580.65.06',
    '5.2',
    'X has compute capability 5.2, and the CUDA 12.5 build of TensorFlow has kernels from 6.0 on',
  ],
])('refuses %s', (_, driver, capability, expected) => {
  expect(problem(driver, capability)).toBe(expected);
});

it('compares versions number by number', () => {
  expect(compareVersions('535.9', '535.10')).toBeLessThan(0);
  expect(compareVersions('12.0', '9.0')).toBeGreaterThan(0);
  expect(compareVersions('525.60', '525.60.0')).toBe(0);
});
