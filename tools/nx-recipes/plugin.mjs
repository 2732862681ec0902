import { basename } from 'node:path';

const RECIPES = 'packages/train/recipes/*.json';
const PROJECT = 'packages/train';

/** Turns each recipe of the train package into a target: `nx run train:<recipe> --data DIR`. Further options go to `supcon train`.
 * @type {import('@nx/devkit').CreateNodesV2} */
export const createNodesV2 = [
  RECIPES,
  (files) =>
    files.map((file) => {
      const recipe = basename(file, '.json');
      // Recipe auto is no file: it begins with this one.
      const names = recipe === 'probe' ? [recipe, 'auto'] : [recipe];
      return [file, { projects: { [PROJECT]: { root: PROJECT, targets: Object.fromEntries(names.map((name) => [name, target(name)])) } } }];
    }),
];

/** @param {string} recipe */
function target(recipe) {
  return {
    executor: 'nx:run-commands',
    options: { command: `node packages/train/bin/supcon.mjs train --recipe ${recipe}`, cwd: '{workspaceRoot}', forwardAllArgs: true },
    dependsOn: ['build'],
    cache: false,
    metadata: { description: `supcon train --recipe ${recipe}` },
  };
}
