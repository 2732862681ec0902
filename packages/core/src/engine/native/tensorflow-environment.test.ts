import { expect, it } from 'vitest';
import { setTensorFlowEnvironment } from './tensorflow-environment.js';

it('has TensorFlow compute with oneDNN and take memory as it needs it, on one GPU, quietly', () => {
  const env: NodeJS.ProcessEnv = {};
  setTensorFlowEnvironment(env, {}, 'x64');
  expect(env).toEqual({
    TF_CPP_MIN_LOG_LEVEL: '2',
    TF_ENABLE_ONEDNN_OPTS: '1',
    OMP_WAIT_POLICY: 'passive',
    TF_FORCE_GPU_ALLOW_GROWTH: 'true',
    CUDA_DEVICE_ORDER: 'PCI_BUS_ID',
    CUDA_VISIBLE_DEVICES: '0',
  });
});

it('leaves oneDNN to TensorFlow on processors other than x86', () => {
  const env: NodeJS.ProcessEnv = {};
  setTensorFlowEnvironment(env, {}, 'arm64');
  expect(env).not.toHaveProperty('TF_ENABLE_ONEDNN_OPTS');
});

it('leaves what is set already', () => {
  const own = {
    TF_CPP_MIN_LOG_LEVEL: '0',
    TF_ENABLE_ONEDNN_OPTS: '0',
    OMP_WAIT_POLICY: 'active',
    TF_FORCE_GPU_ALLOW_GROWTH: 'false',
    CUDA_DEVICE_ORDER: 'FASTEST_FIRST',
    CUDA_VISIBLE_DEVICES: '3',
    TF_DETERMINISTIC_OPS: '1',
  };
  const env: NodeJS.ProcessEnv = { ...own };
  setTensorFlowEnvironment(env);
  expect(env).toEqual(own);
});

it('asks for kernels with one result when a run is to be repeatable, whatever was set', () => {
  const env: NodeJS.ProcessEnv = { TF_CUDNN_USE_AUTOTUNE: '1' };
  setTensorFlowEnvironment(env, { deterministic: true });
  expect(env).toMatchObject({ TF_DETERMINISTIC_OPS: '1', TF_CUDNN_DETERMINISTIC: '1', TF_CUDNN_USE_AUTOTUNE: '0' });
});
