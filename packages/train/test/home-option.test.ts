import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData } from './generated-images.js';
import { loadRecipe } from '../src/recipe/load-recipe.js';
import { createRun } from '../src/run/run-folder.js';
import { supcon } from './run-supcon.js';

const SUPCON = fileURLToPath(new URL('../bin/supcon.mjs', import.meta.url));

const RECIPE = {
  description: 'tiny',
  encoder: { depth: 18, stem: 'small', width: 4 },
  imageSize: 16,
  stage1: { loss: 'supcon+cross-entropy', epochs: 1, batchSize: 12, learningRate: 0.05, head: { hidden: 8, outputs: 8 } },
  stage2: { augmentedPasses: 0, l2: [0.1] },
  precision: 'float32',
};

/** A process of its own. @param environment SUPCON_HOME, undefined for none */
const run = (folder: string, environment: string | undefined, ...argv: string[]) => {
  const { SUPCON_HOME: _, ...clean } = process.env;
  const env = environment === undefined ? clean : { ...clean, SUPCON_HOME: environment };
  return spawnSync(process.execPath, [SUPCON, ...argv], { cwd: folder, env, encoding: 'utf8' });
};

it(
  '--home wins over SUPCON_HOME in every command that keeps or reads something, which leaves the other folder alone',
  () =>
    inTemporaryFolder(async (folder) => {
      const [home, other, data, recipe] = [join(folder, 'mine'), join(folder, 'other'), join(folder, 'colours'), join(folder, 'tiny.json')];
      await writeFile(recipe, JSON.stringify(RECIPE));
      await writeColourData(data, { train: 10, test: 2 });
      // Relative, from the folder of the process; behind the command.
      const trained = run(folder, other, 'train', '--recipe', recipe, '--data', data, '--home', 'mine', '--json');
      expect(trained.stderr).not.toContain('Error');
      expect(trained.status).toBe(0);
      expect(trained.stderr).toContain('Next: supcon --home mine evaluate --artifact');
      expect(await readdir(home)).toEqual(expect.arrayContaining(['artifacts', 'runs']));
      const id = (await readdir(join(home, 'runs')))[0]!;
      const artifact = join(home, 'artifacts', 'colours', '1');

      // Before the command, and without the variable.
      expect(run(folder, undefined, '--home', home, 'runs').stdout).toContain(id);
      expect(existsSync(join(folder, '.supcon'))).toBe(false);

      for (const argv of [
        ['runs'],
        ['runs', 'compare', id, id],
        ['runs', 'export-tensorboard', id],
        ['report', id],
        ['freeze', '--run', id],
        ['train', '--resume', id, '--no-freeze'],
        ['evaluate', '--artifact', artifact, '--data', data],
        ['quantize', '--artifact', artifact, '--data', data],
        ['compare', '--recipe', recipe, '--data', data, '--seeds', '1'],
        ['data', 'list'],
        ['weights', 'list'],
      ]) {
        const { code, err } = await supcon(other, ...argv, '--home', home);
        expect(`${argv.join(' ')}: ${code}${code === 0 ? '' : err}`).toBe(`${argv.join(' ')}: 0`);
      }
      expect((await supcon(other, 'data', 'list', '--home', home)).out).toContain(`supcon data fetch imagenet5 --home ${home}`);
      expect(existsSync(other)).toBe(false);
    }),
  240_000,
);

it('advises commands for the home that was given, in errors of code that does not know how it was given', () =>
  inTemporaryFolder(async (folder) => {
    const home = join(folder, 'my home');
    const { recipe } = await loadRecipe('quick');
    await createRun(home, {
      formatVersion: 1,
      id: 'half',
      createdAt: '2026-01-02T03:04:05.000Z',
      recipeName: 'quick',
      recipe,
      data: { root: '/data', name: 'pets', fingerprint: 'f', images: 4, labels: ['cat', 'dog'] },
      artifactName: 'pets',
      seed: 0,
      skipBad: false,
      backend: 'native',
      device: 'TensorFlow',
      precision: 'float32',
      node: 'v20',
    });
    const { err, out } = await supcon(folder, 'freeze', '--run', 'half', '--home', home, '--json');
    expect(err).toContain(`Finish it: supcon --home '${home}' train --resume half`);
    expect((JSON.parse(out) as { message: string }).message).toContain(`supcon --home '${home}' train --resume half`);
    expect((await supcon(home, 'freeze', '--run', 'half')).err).toContain('Finish it: supcon train --resume half');
  }));

it('SUPCON_HOME holds where --home is not given, and the working folder where neither is', () =>
  inTemporaryFolder((folder) => {
    const said = (environment: string | undefined) => run(folder, environment, 'runs').stderr;
    expect(said(join(folder, 'variable'))).toContain(`No runs lie in ${join(folder, 'variable', 'runs')} yet`);
    expect(said(undefined)).toMatch(/No runs lie in .*\/\.supcon\/runs yet/);
    return Promise.resolve();
  }));

it('refuses an empty --home, which would be the working folder', () =>
  inTemporaryFolder(async (folder) => {
    expect(await supcon(folder, 'runs', '--home', '')).toMatchObject({ code: 2, err: expect.stringContaining('wanted a folder') });
  }));

it.each([[['train']], [['runs', 'compare']], [['data', 'fetch']]])('%j --help lists --home', (argv) =>
  inTemporaryFolder(async (folder) => {
    expect((await supcon(folder, ...argv, '--help')).out).toMatch(/Global Options:[^]*--home <folder>/);
  }),
);
