import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData } from './generated-images.js';
import { supcon } from './run-supcon.js';

const RECIPE = {
  description: 'tiny',
  encoder: { depth: 18, stem: 'small', width: 4 },
  imageSize: 16,
  stage1: { loss: 'supcon+cross-entropy', epochs: 1, batchSize: 12, learningRate: 0.05, head: { hidden: 8, outputs: 8 } },
  stage2: { augmentedPasses: 0, l2: [0.1] },
  precision: 'float32',
};
const rowsOf = async (file: string): Promise<Record<string, string>[]> =>
  parse(await readFile(file, 'utf8'), { columns: true }) as unknown as Record<string, string>[];

it(
  'a training takes the labels of a change set',
  () =>
    inTemporaryFolder(async (folder) => {
      const [home, data, changes, recipe] = ['home', 'colours', 'changes.csv', 'tiny.json'].map((name) => join(folder, name)) as [
        string,
        string,
        string,
        string,
      ];
      await writeFile(recipe, JSON.stringify(RECIPE));
      await writeColourData(data, { train: 10, test: 2 });
      const before = await readdir(data, { recursive: true });
      await writeFile(
        changes,
        'picture,given,label,suggested\ntrain/red/3.png,red,green,green\ntest/blue/1.png,blue,blue,red\ntrain/red/4.png,red,,\n',
      );
      const made = await supcon(home, 'data', 'relabel', data, '--changes', changes, '--json');
      expect(made.code, made.err).toBe(0);
      const list = join(data, 'relabelled.csv');
      expect(JSON.parse(made.out)).toMatchObject({ type: 'relabelled', changed: 1, kept: 1, leftOut: 1, pictures: 35, list });
      expect(made.err).toContain(`supcon train --data ${list}`);
      const rows = await rowsOf(list);
      expect(rows).toHaveLength(36);
      for (const { path, label } of rows)
        expect({ path, label }).toEqual({
          path,
          label: path === 'train/red/3.png' ? 'green' : path === 'train/red/4.png' ? '' : /red|green|blue/.exec(path!)![0],
        });
      expect(new Set(rows.map(({ split }) => split))).toEqual(new Set(['train', 'test']));
      expect((await readdir(data, { recursive: true })).filter((name) => name !== 'relabelled.csv')).toEqual(before);

      const again = await supcon(home, 'data', 'relabel', data, '--changes', changes);
      expect(again.err).toContain(join(data, 'relabelled-2.csv'));

      const trained = await supcon(home, 'train', '--recipe', recipe, '--data', list, '--no-freeze');
      expect(trained.code, trained.err).toBe(0);
      const [id] = await readdir(join(home, 'runs'));
      const config = JSON.parse(await readFile(join(home, 'runs', id!, 'config.json'), 'utf8')) as { data: object };
      expect(config.data).toMatchObject({ root: list, images: 35, labels: ['blue', 'green', 'red'] });
    }),
  60_000,
);

it('refuses a change set that does not fit, with all that is wrong, and writes nothing', () =>
  inTemporaryFolder(async (folder) => {
    const data = join(folder, 'colours');
    await writeColourData(data, { '': 2 });
    const relabel = async (text: string, ...more: string[]) => {
      await writeFile(join(folder, 'changes.csv'), text);
      return supcon(folder, 'data', 'relabel', data, '--changes', join(folder, 'changes.csv'), ...more);
    };
    const misfit = await relabel('picture,given,label\nred/7.png,red,blue\nred/0.png,green,blue\nred/1.png,red,blue\n');
    expect(misfit.code).toBe(4);
    expect(misfit.err).toContain('red/7.png is not in the data');
    expect(misfit.err).toContain("red/0.png is labelled 'red' and not 'green'");
    const broken = await relabel('path,label\nred/0.png,blue\n');
    expect(broken.code).toBe(4);
    expect(broken.err).toContain('the header must name the columns picture, given, label');
    const formula = await relabel("picture,given,label\nred/0.png,red,'=1+1\n");
    expect(formula.code).toBe(4);
    expect(formula.err).toContain('formula');
    expect((await readdir(data)).sort()).toEqual(['blue', 'green', 'red']);
    expect((await supcon(folder, 'data', 'relabel', data, '--changes', join(folder, 'none.csv'))).code).toBe(3);
    await writeFile(join(data, 'mine.csv'), 'mine');
    const taken = await relabel('picture,given,label\nred/0.png,red,blue\n', '--out', join(data, 'mine.csv'));
    expect(taken.code).toBe(2);
    expect(await readFile(join(data, 'mine.csv'), 'utf8')).toBe('mine');
  }));
