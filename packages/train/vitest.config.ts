import { defineConfig } from 'vitest/config';

const shared = {
  resolve: { conditions: ['supcon-source'] },
  ssr: { resolve: { conditions: ['supcon-source', 'node', 'import', 'module', 'default'] } },
};

// Threads and processes that tests start run from dist.
const globalSetup = ['../../tools/build/require-fresh-dist.mjs'];

export default defineConfig({
  test: {
    // By itself vitest leaves one core out, which on two is half of the machine.
    maxWorkers: '100%',
    projects: [
      {
        ...shared,
        // Files of one process share what they import: half of the time was for importing the same again.
        test: { globalSetup, name: 'unit', include: ['src/**/*.test.ts'], pool: 'forks', isolate: false, testTimeout: 60_000 },
      },
      {
        ...shared,
        // Whole trainings and commands, each file in a process of its own.
        test: { globalSetup, name: 'whole', include: ['test/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
      },
      {
        ...shared,
        // Minutes each; `nx run train:slow`.
        test: {
          globalSetup,
          name: 'slow',
          include: ['test/slow/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 30 * 60_000,
        },
      },
      {
        ...shared,
        // A Vulkan driver: `nx run train:webgpu` brings SwiftShader.
        test: {
          globalSetup,
          name: 'webgpu',
          include: ['test/webgpu/**/*.test.ts'],
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 30 * 60_000,
        },
      },
    ],
  },
});
