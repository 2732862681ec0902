import { defineConfig } from 'vitest/config';

// Minutes, and a Vulkan driver: `nx run core:webgpu` brings SwiftShader.
export default defineConfig({
  resolve: { conditions: ['supcon-source'] },
  ssr: { resolve: { conditions: ['supcon-source', 'node', 'import', 'module', 'default'] } },
  test: {
    include: ['test/webgpu/**/*.test.ts'],
    globalSetup: ['../../tools/build/require-fresh-dist.mjs'],
    pool: 'forks',
    fileParallelism: false,
    testTimeout: 10 * 60_000,
    hookTimeout: 60_000,
  },
});
