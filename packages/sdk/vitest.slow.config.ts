import { defineConfig } from 'vitest/config';

/** A minute; see the target `slow`. */
export default defineConfig({
  resolve: { conditions: ['supcon-source'] },
  ssr: { resolve: { conditions: ['supcon-source', 'node', 'import', 'module', 'default'] } },
  test: { include: ['test/slow/*.ts'], pool: 'forks', execArgv: ['--expose-gc'] },
});
