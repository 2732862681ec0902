import { readFile, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { readComparison } from '../src/compare/comparison-file.js';
import { writeComparisonReport } from '../src/compare/comparison-report.js';
import { summarise } from '../src/compare/comparison-summary.js';
import { crossEntropyTwin } from '../src/compare/cross-entropy-twin.js';
import { runComparison, type ComparisonOptions } from '../src/compare/run-comparison.js';
import { parseRecipe, type NamedRecipe } from '../src/recipe/load-recipe.js';
import { exportTensorBoard } from '../src/report/export-tensorboard.js';
import { writeRunReport } from '../src/report/run-report.js';
import { createReporter } from '../src/console/reporter.js';
import { listRuns } from '../src/run/run-folder.js';
import { NEVER_STOP, type StopSignal } from '../src/console/stop-signal.js';
import { inTemporaryFolder, writeColourData } from './generated-images.js';

const tiny: NamedRecipe = {
  name: 'tiny',
  recipe: parseRecipe(
    JSON.stringify({
      description: 'tiny',
      encoder: { depth: 18, stem: 'small', width: 4 },
      imageSize: 16,
      stage1: { loss: 'supcon', epochs: 2, batchSize: 6, learningRate: 0.05, validateEvery: 1, head: { hidden: 8, outputs: 8 } },
      stage2: { augmentedPasses: 0, l2: [0.1] },
    }),
    'tiny.json',
  ),
};

const withData = (use: (options: ComparisonOptions, said: () => string) => Promise<void>): Promise<void> =>
  inTemporaryFolder(async (folder) => {
    await writeColourData(join(folder, 'data'), { '': 12 });
    const stderr = new PassThrough();
    let said = '';
    stderr.on('data', (text: Buffer) => (said += text.toString()));
    await use(
      {
        sides: [tiny, crossEntropyTwin(tiny)],
        data: join(folder, 'data'),
        seeds: [0, 1],
        skipBad: false,
        allowUnequal: false,
        home: join(folder, 'home'),
        backend: 'native',
        precision: 'float32',
        reporter: createReporter({ stderr }),
        stop: NEVER_STOP,
      },
      () => said,
    );
  });

/** Asks to stop once this many questions were asked. */
const stopAfter = (questions: number): StopSignal => {
  let asked = 0;
  return {
    get requested() {
      return ++asked > questions;
    },
    dispose: () => undefined,
  };
};

/** Every element closed in the order in which it was opened, as in XML but for HTML's void elements. */
const unclosed = (html: string): string[] => {
  const open: string[] = [];
  for (const [, slash, name, rest] of html.replace(/<!doctype html>/i, '').matchAll(/<(\/?)([a-zA-Z][\w-]*)((?:"[^"]*"|[^">])*)>/g)) {
    if (slash === '/') {
      if (open.at(-1) !== name) return [...open, `/${name!}`];
      open.pop();
    } else if (!rest!.endsWith('/') && !['meta', 'img', 'br', 'link'].includes(name!)) open.push(name!);
  }
  return open;
};

const expectSelfContained = (page: string): void => {
  // Pictures may spell anything.
  const html = page.replace(/base64,[\w+/=]+/g, 'base64,');
  expect(unclosed(html)).toEqual([]);
  const hosts = [...html.matchAll(/\bhttps?:\/\/[^\s"'<]+/g)].map(([url]) => url).filter((url) => !url.startsWith('http://www.w3.org/'));
  expect(hosts).toEqual([]);
  expect(html).not.toMatch(/<script|<link|NaN|undefined|\[object/);
  const ids = [...html.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
};

describe('a comparison', () => {
  it('goes on where it was cut, reuses what is finished, and reports on it', () =>
    withData(async (options) => {
      const cut = await runComparison({ ...options, stop: stopAfter(9) }).catch((error: unknown) => error);
      expect(cut).toMatchObject({ code: 'INTERRUPTED' });
      const begun = await listRuns(options.home);
      expect(begun.length).toBeGreaterThan(0);
      expect(begun.length).toBeLessThan(4);

      const finished = await runComparison(options);
      const ids = finished.runs.map(({ run }) => run.config.id);
      expect(finished.runs.map(({ side, seed }) => [side, seed])).toEqual([[0, 0], [1, 0], [0, 1], [1, 1]]); // prettier-ignore
      expect(await listRuns(options.home)).toEqual([...ids].sort());
      expect(ids).toEqual(expect.arrayContaining(begun));
      // 27 training pictures in batches of 6: 4 steps an epoch; twice 12 views a step, or four times 6.
      expect(finished.runs.map(({ result }) => result.imagesSeen)).toEqual([96, 96, 96, 96]);
      expect(await readComparison(finished.folder)).toEqual(finished.comparison);

      const again = await runComparison({ ...options, seeds: [0] });
      expect(again.folder).toBe(finished.folder);
      expect(again.runs.map(({ run, reused }) => [run.config.id, reused])).toEqual([[ids[0], true], [ids[1], true]]); // prettier-ignore

      const summary = summarise(finished);
      expect(summary.sides[0].linear.values).toEqual([finished.runs[0]!.result.test.linear, finished.runs[2]!.result.test.linear]);
      const { path, pictures } = await writeComparisonReport(finished, summary, options);
      const html = await readFile(path, 'utf8');
      expectSelfContained(html);
      for (const text of [...summary.sentences, '2 epochs × 2 views = 4 views of each picture', '4 epochs × 1 views = 4 views of each picture', ...ids])
        expect(html).toContain(text.replace(/"/g, '&quot;'));
      const names = pictures.map((picture) => picture.split('/').at(-1));
      expect(names).toEqual(
        expect.arrayContaining(['accuracy-test.png', 'loss-supcon.png', 'loss-cross-entropy.png', 'a-tsne-projection.png', 'b-neighbours.png']),
      );
      // Cross-entropy has no projection head.
      expect(names).not.toContain('b-pca-projection.png');

      const [first] = finished.runs;
      const report = await writeRunReport({ ...options, run: first!.run });
      expectSelfContained(await readFile(report.path, 'utf8'));
      for (const picture of report.pictures.filter((name) => name.endsWith('.png')))
        expect((await sharp(picture).metadata()).width).toBeGreaterThan(600);
      const exported = await exportTensorBoard(first!.run);
      expect(exported.scalars).toBeGreaterThan(8);
      expect((await stat(exported.path)).size).toBeGreaterThan(500);
    }), 120_000); // prettier-ignore

  it('refuses another budget before anything is trained, and says so where it is allowed', () =>
    withData(async (options) => {
      const longer: NamedRecipe = { name: 'longer', recipe: { ...tiny.recipe, stage1: { ...tiny.recipe.stage1, epochs: 3 } } };
      const unequal = { ...options, sides: [tiny, longer] as const, seeds: [0] };
      await expect(runComparison(unequal)).rejects.toMatchObject({
        code: 'NOT_COMPARABLE',
        message: expect.stringContaining('budget in views of each picture (epochs times views): 4 against 6'),
      });
      expect(await readdir(options.home).catch(() => [])).toEqual([]);
      const allowed = await runComparison({ ...unequal, allowUnequal: true });
      expect(allowed.comparison.unequal).toEqual(['budget in views of each picture (epochs times views): 4 against 6']);
    }), 60_000); // prettier-ignore

  it('is another one when the pictures are others', () =>
    withData(async (options) => {
      const one = { ...options, seeds: [0] };
      const { folder } = await runComparison(one);
      await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).png().toFile(join(options.data, 'red', 'more.png')); // prettier-ignore
      const other = await runComparison(one);
      expect(other.folder).not.toBe(folder);
      expect(other.runs.some(({ reused }) => reused)).toBe(false);
      await writeFile(join(folder, 'comparison.json'), '{');
      await expect(readComparison(folder)).rejects.toMatchObject({ code: 'BAD_RUN' });
    }), 60_000); // prettier-ignore
});
