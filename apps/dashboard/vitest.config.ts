import { defineConfig } from 'vitest/config';

const resolve = { conditions: ['supcon-source'] };
const ssr = { resolve: { conditions: ['supcon-source', 'node', 'import', 'module', 'default'] } };

export default defineConfig({
  test: {
    projects: [
      { resolve, ssr, test: { name: 'unit', include: ['src/**/*.test.ts', 'test/*.test.ts'], pool: 'forks' } },
      {
        resolve,
        ssr,
        test: {
          name: 'live',
          include: ['test/live/**/*.test.ts'],
          globalSetup: ['test/live/start-live-server.ts'],
          pool: 'forks',
          // One browser and one server: the machine may have two cores only.
          fileParallelism: false,
          testTimeout: 60_000,
          // A loaded machine is slow, not wrong.
          expect: { poll: { timeout: 15_000 } },
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
