import { expect, it } from 'vitest';
import { trainingEnvironment } from './training-environment.js';

it('passes on what programs need, and neither keys nor settings nor what another program may have', () => {
  const passed = { PATH: '/bin', HTTPS_PROXY: 'http://proxy:1', CUDA_VISIBLE_DEVICES: '1', SUPCON_KERNELS: 'off' };
  const kept = {
    SUPCON_API_KEY: 'a-key-of-more-than-16-characters',
    SUPCON_CONFIG: '/etc/supcon.json',
    SUPCON_HOME: '/elsewhere',
    NODE_OPTIONS: '--inspect',
    AWS_SECRET_ACCESS_KEY: 'x',
    npm_config_registry: 'x',
  };
  expect(trainingEnvironment({ ...passed, ...kept, LANG: undefined }, '/home/supcon')).toEqual({ ...passed, SUPCON_HOME: '/home/supcon' });
});
