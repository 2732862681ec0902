import { expect, it } from 'vitest';
import { readPins } from '../tensorflow/pins.mjs';
import { gpuCheck } from './gpu-check.mjs';

const A100 = { name: 'NVIDIA A100-SXM4-40GB', memoryMb: 40960, driver: '550.54.15', capability: '8.0' };
const NAME = 'NVIDIA A100-SXM4-40GB, 40.0 GiB, driver 550.54.15, compute capability 8.0';

/** @param {Partial<import('./gpu-check.mjs').GpuState>} [state] that differs from a machine where all is well */
const check = (state = {}) =>
  gpuCheck({
    used: false,
    variant: 'gpu',
    switchedOff: undefined,
    found: { gpus: [A100] },
    driverLibrary: '/usr/lib64/libcuda.so.1',
    needs: readPins().cuda,
    env: {},
    said: undefined,
    ...state,
  });

it('names a GPU in use, for people and for programs', () => {
  expect(check({ used: true })).toEqual({ name: 'GPU', ok: true, value: `${NAME}, in use`, fix: '', gpus: [A100] });
});

it('leaves alone who asked for the CPU', () => {
  expect(check({ switchedOff: 'cpu', variant: 'cpu' })).toMatchObject({
    ok: true,
    value: `${NAME}, not used, as SUPCON_TENSORFLOW=cpu asks`,
  });
});

it.each([
  [
    'a driver that is too old',
    { found: { gpus: [{ ...A100, driver: '470.57.02' }] } },
    /470\.57\.02 .* is too old: CUDA 12\.5 needs 525\.60\.13/,
    /525/,
  ],
  [
    'a driver that does not answer',
    { found: { reason: 'nvidia-smi: no' } },
    /an NVIDIA GPU, not used: the driver does not answer \(nvidia-smi: no\)/,
    /reboot/,
  ],
  ['a GPU that is hidden', { env: { CUDA_VISIBLE_DEVICES: '-1' } }, /CUDA_VISIBLE_DEVICES=-1 hides it/, /unset/],
  ['a container without the driver', { driverLibrary: undefined }, /libcuda\.so\.1/, /--gpus all/],
  ['the CPU build', { variant: 'cpu' }, /CPU build/, /SUPCON_TENSORFLOW=gpu npm run setup/],
  ['what TensorFlow says itself', { said: 'failed call to cuInit: UNKNOWN ERROR (303)' }, /failed call to cuInit/, /npm run setup/],
])('finds %s, and what then happens', (_, state, value, fix) => {
  const line = check(state);
  expect(line).toMatchObject({ ok: false, value: expect.stringMatching(value), fix: expect.stringMatching(fix) });
  expect(line.value).toMatch(/training runs on the CPU$/);
});
