import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ESLint } from 'eslint';
import tseslint from 'typescript-eslint';
import { describe, expect, it } from 'vitest';

const root = path.resolve(fileURLToPath(new URL('../..', import.meta.url)));
// The fixtures are linted as if they lay in the packages; type information would need them to really lie there.
const eslint = new ESLint({
  cwd: root,
  overrideConfig: [{ languageOptions: { parserOptions: { projectService: false } } }, tseslint.configs.disableTypeChecked],
});

/**
 * @param {string} fixture
 * @param {string} place where the file would lie
 */
async function rulesBrokenBy(fixture, place) {
  const text = readFileSync(new URL(`./fixtures/${fixture}`, import.meta.url), 'utf8');
  const results = await eslint.lintText(text, { filePath: path.join(root, place) });
  return results.flatMap(({ messages }) => messages.map(({ ruleId, message }) => ruleId ?? message));
}

const DOCSTRING = 'jsdoc/require-jsdoc';
const BOUNDARIES = '@nx/enforce-module-boundaries';

describe('the linter refuses', () => {
  it.each([
    ['core that imports train', 'core-imports-train.ts', 'packages/core/src/fixture.ts', BOUNDARIES],
    ['core that imports express', 'core-imports-express.ts', 'packages/core/src/fixture.ts', BOUNDARIES],
    ['sdk that imports core', 'sdk-imports-core.ts', 'packages/sdk/src/fixture.ts', BOUNDARIES],
    ['the dashboard that imports the server', 'dashboard-imports-server.ts', 'apps/dashboard/src/fixture.ts', BOUNDARIES],
    ['a path into another package', 'server-imports-by-path.ts', 'packages/server/src/fixture.ts', BOUNDARIES],
    [
      'the TensorFlow binding outside the engine',
      'binding-outside-engine.ts',
      'packages/core/src/losses/fixture.ts',
      'no-restricted-imports',
    ],
    ['a loss that imports an encoder', 'losses-import-encoders.ts', 'packages/core/src/losses/fixture.ts', 'no-restricted-imports'],
    ['an index that imports http', 'index-imports-http.ts', 'packages/server/src/encoder/fixture.ts', 'no-restricted-imports'],
    [
      'the hnswlib adapter that imports http',
      'index-imports-http.ts',
      'packages/server/src/adapters/hnsw/hnsw-index.ts',
      'no-restricted-imports',
    ],
    ['a function without a docstring', 'no-docstring-function.ts', 'packages/core/src/fixture.ts', DOCSTRING],
    ['an arrow function without a docstring', 'no-docstring-arrow.ts', 'packages/server/src/fixture.ts', DOCSTRING],
    ['a class without a docstring', 'no-docstring-class.ts', 'packages/sdk/src/fixture.ts', DOCSTRING],
    ['an interface without a docstring', 'no-docstring-interface.ts', 'packages/train/src/fixture.ts', DOCSTRING],
    ['a type without a docstring', 'no-docstring-type.ts', 'apps/dashboard/src/fixture.ts', DOCSTRING],
    ['a component without a docstring', 'no-docstring-component.tsx', 'apps/dashboard/src/Fixture.tsx', DOCSTRING],
    ['a default export', 'default-export.ts', 'packages/core/src/fixture.ts', 'no-restricted-exports'],
  ])('%s', async (_, fixture, place, rule) => {
    expect(await rulesBrokenBy(fixture, place)).toContain(rule);
  });
});

describe('the linter allows', () => {
  it.each([
    ['train that imports core', 'train-imports-core.ts', 'packages/train/src/fixture.ts'],
    ['the TensorFlow binding in the native engine', 'binding-outside-engine.ts', 'packages/core/src/engine/native/fixture.ts'],
    ['docstrings, and none where nothing is exported', 'docstrings.ts', 'packages/core/src/fixture.ts'],
    ['none in a test', 'no-docstring-function.ts', 'packages/core/src/fixture.test.ts'],
    ['a default export in a configuration file', 'default-export.ts', 'packages/core/vitest.config.ts'],
  ])('%s', async (_, fixture, place) => {
    expect(await rulesBrokenBy(fixture, place)).toEqual([]);
  });
});
