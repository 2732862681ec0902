import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { describeGpu, findDriverLibrary, parseGpus, queryGpus, visibleGpu } from './query-gpus.mjs';

/** @param {string} body of a shell script that plays nvidia-smi */
function withSmi(body) {
  const bin = mkdtempSync(path.join(tmpdir(), 'supcon-smi-'));
  writeFileSync(path.join(bin, 'nvidia-smi'), `#!/bin/bash\n${body}\n`);
  chmodSync(path.join(bin, 'nvidia-smi'), 0o755);
  return { PATH: `${bin}:${process.env['PATH'] ?? ''}` };
}

it('reads name, memory, driver and compute capability of every GPU', async () => {
  const env = withSmi(`[ "$1" = --query-gpu=name,memory.total,driver_version,compute_cap ] || exit 1
echo 'NVIDIA A100-SXM4-40GB, 40960, 550.54.15, 8.0'
echo 'NVIDIA GeForce RTX 3060, 12288, 550.54.15, 8.6'`);
  expect(await queryGpus(env)).toEqual({
    gpus: [
      { name: 'NVIDIA A100-SXM4-40GB', memoryMb: 40960, driver: '550.54.15', capability: '8.0' },
      { name: 'NVIDIA GeForce RTX 3060', memoryMb: 12288, driver: '550.54.15', capability: '8.6' },
    ],
  });
});

it('asks an old driver for what it knows', async () => {
  const env = withSmi(`case "$1" in
  *compute_cap*) echo 'Field "compute_cap" is not a valid field to query.'; exit 2 ;;
  *) echo 'Tesla V100-SXM2-16GB, 16160, 470.57.02' ;;
esac`);
  expect(await queryGpus(env)).toEqual({
    gpus: [{ name: 'Tesla V100-SXM2-16GB', memoryMb: 16160, driver: '470.57.02', capability: undefined }],
  });
});

it.each([
  [
    'does not match its library',
    "echo 'Failed to initialize NVML: Driver/library version mismatch'; exit 18",
    'nvidia-smi: Failed to initialize NVML: Driver/library version mismatch',
  ],
  ['sees no device', "echo 'No devices were found'", 'nvidia-smi lists no GPU'],
])('says why when the driver %s', async (_, body, reason) => {
  expect(await queryGpus(withSmi(body))).toEqual({ reason });
});

it('says so when there is no nvidia-smi', async () => {
  expect(await queryGpus({ PATH: '/nowhere' })).toEqual({ reason: expect.stringContaining('not on PATH') });
});

it('describes memory that a driver does not count', () => {
  const [gpu] = parseGpus('NVIDIA GB10, [N/A], 580.65.06, 12.1\n');
  expect(gpu && describeGpu(gpu)).toBe('NVIDIA GB10, memory shared with the CPU, driver 580.65.06, compute capability 12.1');
});

it('knows the GPU that CUDA_VISIBLE_DEVICES leaves', () => {
  const gpus = parseGpus('A, 1024, 550.1, 8.0\nB, 1024, 550.1, 8.0');
  const visible = (/** @type {string | undefined} */ value) =>
    visibleGpu(gpus, value === undefined ? {} : { CUDA_VISIBLE_DEVICES: value })?.name;
  expect([undefined, '0', '1', '1,0', 'GPU-5c2d'].map(visible)).toEqual(['A', 'A', 'B', 'B', 'A']);
  expect(['', '-1', '7'].map(visible)).toEqual([undefined, undefined, undefined]);
});

it('finds the library of the driver', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'supcon-driver-'));
  expect(findDriverLibrary({}, [folder])).toBeUndefined();
  writeFileSync(path.join(folder, 'libcuda.so.1'), '');
  expect(findDriverLibrary({}, [folder])).toBe(path.join(folder, 'libcuda.so.1'));
  expect(findDriverLibrary({ LD_LIBRARY_PATH: `/nowhere:${folder}` }, [])).toBe(path.join(folder, 'libcuda.so.1'));
});
