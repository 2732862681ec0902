import { cruise } from 'dependency-cruiser';
import extractDepcruiseConfig from 'dependency-cruiser/config-utl/extract-depcruise-config';
import extractTSConfig from 'dependency-cruiser/config-utl/extract-ts-config';
import path from 'node:path';

/**
 * Every import between two source files of the repository, of types too; tests and installed packages left out.
 * @param {string} root the repository
 * @param {readonly string[]} folders to look through, such as `packages/core/src`
 * @returns {Promise<{ from: string, to: string }[]>} files, relative to the root
 */
export async function listImports(root, folders) {
  const { options = {} } = await extractDepcruiseConfig(path.join(root, '.dependency-cruiser.mjs'));
  const { tsConfig, ...others } = options;
  const { output } = await cruise([...folders], { ...others, baseDir: root }, others.enhancedResolveOptions, {
    tsConfig: extractTSConfig(path.join(root, tsConfig?.fileName ?? 'tsconfig.json')),
  });
  if (typeof output === 'string') throw new Error(`dependency-cruiser: expected a result, got ${output}`);
  const inside = (/** @type {string} */ file) => folders.some((folder) => file.startsWith(`${folder}/`));
  return output.modules
    .filter(({ source }) => inside(source) && !/\.test\.[a-z]+$/.test(source))
    .flatMap(({ source, dependencies }) =>
      dependencies.filter(({ resolved }) => inside(resolved)).map(({ resolved }) => ({ from: source, to: resolved })),
    );
}
