import { defineConfig } from 'vitest/config';

/** Asks the npm registry; see the target `published`. */
export default defineConfig({
  test: { include: ['test/published/*.ts'], pool: 'forks', testTimeout: 300_000, hookTimeout: 300_000 },
});
