import { defineConfig } from 'vitest/config';

/** Asks the npm registry; see the target `published`. */
export default defineConfig({
  test: { include: ['publish/published/*.mjs'], pool: 'forks', testTimeout: 600_000, hookTimeout: 600_000 },
});
