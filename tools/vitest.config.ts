import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.mjs', '**/*.test.ts'],
    globalSetup: ['test/temporary-folder.mjs'],
    pool: 'forks',
    // By itself vitest leaves one core out, which on two is half of the machine.
    maxWorkers: '100%',
    testTimeout: 60_000,
  },
});
