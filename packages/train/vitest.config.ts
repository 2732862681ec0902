import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['supcon-source'] },
  ssr: { resolve: { conditions: ['supcon-source', 'node', 'import', 'module', 'default'] } },
};

export default defineConfig({
  test: {
    projects: [
      {
        ...shared,
        test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
      },
      {
        ...shared,
        // Minutes each; `nx run train:slow`.
        test: { name: 'slow', include: ['test/slow/**/*.test.ts'], pool: 'forks', fileParallelism: false, testTimeout: 30 * 60_000 },
      },
      {
        ...shared,
        // A Vulkan driver: `nx run train:webgpu` brings SwiftShader.
        test: { name: 'webgpu', include: ['test/webgpu/**/*.test.ts'], pool: 'forks', fileParallelism: false, testTimeout: 30 * 60_000 },
      },
    ],
  },
});
