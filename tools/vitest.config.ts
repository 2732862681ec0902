import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: { include: ['**/*.test.mjs', '**/*.test.ts'], pool: 'forks', testTimeout: 60_000 },
});
