import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { conditions: ['supcon-source'] },
  ssr: { resolve: { conditions: ['supcon-source', 'node'] } },
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    pool: 'forks',
    // By itself vitest leaves one core out, which on two is half of the machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
    globalSetup: ['../../tools/build/require-fresh-dist.mjs'],
  },
});
