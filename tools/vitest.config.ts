import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['**/*.test.mjs', '**/*.test.ts'],
    globalSetup: ['test/temporary-folder.mjs'],
    pool: 'forks',
    testTimeout: 60_000,
  },
});
