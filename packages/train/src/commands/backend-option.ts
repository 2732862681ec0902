import { BACKEND_CHOICES } from '@supcon/core';
import { Option } from 'commander';

/** `--backend`, the same for every command that computes. */
export function backendOption(): Option {
  return new Option('--backend <kind>', 'what computes; webgpu: any GPU with a Vulkan, Metal or Direct3D 12 driver')
    .choices(BACKEND_CHOICES)
    .default('auto');
}
