import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createNodesV2 } from './plugin.mjs';

describe('the recipe plugin', () => {
  it('gives the train project one target for each recipe file, that forwards options', async () => {
    const [pattern, create] = createNodesV2;
    expect(pattern).toBe('packages/train/recipes/*.json');
    const [result] = await create(['packages/train/recipes/quick.json'], undefined, { nxJsonConfiguration: {}, workspaceRoot: '.' });
    expect(result).toEqual([
      'packages/train/recipes/quick.json',
      {
        projects: {
          'packages/train': {
            root: 'packages/train',
            targets: {
              quick: expect.objectContaining({
                executor: 'nx:run-commands',
                dependsOn: ['build'],
                cache: false,
                options: {
                  command: 'node packages/train/bin/supcon.mjs train --recipe quick',
                  cwd: '{workspaceRoot}',
                  forwardAllArgs: true,
                },
              }),
            },
          },
        },
      },
    ]);
  });

  it('has one for recipe auto too, which is no file', async () => {
    const [, create] = createNodesV2;
    const [made] = await create(['packages/train/recipes/probe.json'], undefined, {
      nxJsonConfiguration: {},
      workspaceRoot: '.',
    });
    expect(made?.[1].projects?.['packages/train']?.targets).toEqual({
      probe: expect.objectContaining({ cache: false }),
      auto: expect.objectContaining({
        options: expect.objectContaining({ command: 'node packages/train/bin/supcon.mjs train --recipe auto' }),
      }),
    });
  });

  it('never takes the name of a target that every project has', () => {
    const recipes = readdirSync(new URL('../../packages/train/recipes/', import.meta.url)).map((file) => basename(file, '.json'));
    for (const name of ['build', 'lint', 'typecheck', 'test']) expect(recipes).not.toContain(name);
  });
});
