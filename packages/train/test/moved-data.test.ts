import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData, writePicture } from './generated-images.js';
import { supcon } from './run-supcon.js';

const RECIPE = {
  description: 'tiny',
  encoder: { depth: 18, stem: 'small', width: 4 },
  imageSize: 16,
  stage1: { loss: 'supcon+cross-entropy', epochs: 1, batchSize: 12, learningRate: 0.05, head: { hidden: 8, outputs: 8 } },
  stage2: { augmentedPasses: 0, l2: [0.1] },
  precision: 'float32',
};

it(
  'a run goes on, and is reported on, with its pictures in another place, and with no others',
  () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, moved, recipe] = [
        join(folder, 'home'),
        join(folder, 'colours'),
        join(folder, 'elsewhere'),
        join(folder, 'tiny.json'),
      ];
      await writeFile(recipe, JSON.stringify(RECIPE));
      await writeColourData(data, { train: 10, test: 2 });
      const trained = await supcon(home, 'train', '--recipe', recipe, '--data', data, '--no-freeze');
      expect(trained.code, trained.err).toBe(0);
      expect(trained.err).toMatch(/balanced accuracy \d+\.\d %, worst class (blue|green|red) \d/);
      const id = (await readdir(join(home, 'runs')))[0]!;
      const run = join(home, 'runs', id);
      const config = async () => JSON.parse(await readFile(join(run, 'config.json'), 'utf8')) as { data: { root: string } };
      const before = await config();
      const result = JSON.parse(await readFile(join(run, 'result.json'), 'utf8')) as {
        balancedAccuracy: number;
        perClass: Record<string, number>;
      };
      expect(result.balancedAccuracy).toBeCloseTo(
        Object.values(result.perClass).reduce((a, b) => a + b / 3, 0),
        12,
      );

      await rm(join(run, 'result.json'));
      await rename(data, moved);
      const lost = await supcon(home, 'train', '--resume', id, '--home', home);
      expect(lost.code).toBe(3);
      expect(lost.err).toContain(`If they were moved, say where to: supcon train --resume ${id} --home ${home} --data DIR`);

      const extra = join(moved, 'train', 'red', 'extra.png');
      await writePicture(extra, [200, 0, 0], 99);
      const other = await supcon(home, 'train', '--resume', id, '--data', moved);
      expect(other.code).toBe(1);
      expect(other.err).toMatch(/their fingerprint is [0-9a-f]{16}, the run's is [0-9a-f]{16}/);
      expect(await config()).toEqual(before);

      await rm(extra);
      const resumed = await supcon(home, 'train', '--resume', id, '--data', moved, '--no-freeze');
      expect(resumed.code, resumed.err).toBe(0);
      expect(resumed.err).toContain(`they lie in ${moved} from now on, before in ${data}`);
      expect(await config()).toEqual({ ...before, data: { ...before.data, root: moved } });

      await rename(moved, data);
      const gone = await supcon(home, 'report', id);
      expect([gone.code, gone.err]).toEqual([3, expect.stringContaining(`supcon report ${id} --data DIR`)]);
      expect((await supcon(home, 'report', id, '--data', data)).code).toBe(0);
      expect(await config()).toEqual(before);
    }),
  240_000,
);
