import { cp, mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { planEncoder, exportFeatures } from '@supcon/core';
import { createReporter } from '../src/console/reporter.js';
import { loadOnnxModel } from '../src/evaluate/onnx-model.js';
import { inOnnxRuntime } from '../src/evaluate/picture-encoder.js';
import { suggestPictures, type SuggestOptions } from '../src/suggest/suggest-pictures.js';
import type { SuggestionEncoder } from '../src/suggest/suggestion-encoder.js';
import { inTemporaryFolder, writePicture } from './generated-images.js';
import { supcon } from './run-supcon.js';
import { hashedEncoderWeights, writeTinyArtifact } from './tiny-artifact.js';

const PREPROCESSING = { mean: [0.5, 0.5, 0.5], std: [0.25, 0.25, 0.25] } as const;
/** Stands in for public weights, which come from the network. */
const openPretrained = async (): Promise<SuggestionEncoder> => {
  const options = { depth: 18, stem: 'small', width: 4 } as const;
  const plan = planEncoder(options);
  const model = await loadOnnxModel(exportFeatures(plan, hashedEncoderWeights(options)));
  const preprocessing = { mean: [...PREPROCESSING.mean], std: [...PREPROCESSING.std] } as SuggestionEncoder['preprocessing'];
  return {
    encoder: inOnnxRuntime(model, { embeddingSize: plan.embeddingSize, preprocessing }),
    ...{ imageSize: 16, preprocessing, title: 'a stand-in', way: { test: 1 } },
  };
};

/** 12 pictures of three colours in a heap, one of them twice: as a copy and re-encoded. */
async function writeHeap(folder: string): Promise<void> {
  const colours = [
    [200, 40, 40],
    [40, 200, 40],
    [40, 40, 200],
  ] as const;
  for (let n = 0; n < 12; n++) await writePicture(join(folder, n % 2 === 0 ? 'deep/er' : '', `${n}.png`), colours[n % 3]!, n, 64);
  await cp(join(folder, '1.png'), join(folder, '1-copy.png'));
  await sharp(join(folder, '3.png')).jpeg({ quality: 90 }).toFile(join(folder, '3-again.jpg'));
  await writeFile(join(folder, 'notes.txt'), 'x');
}

const readRows = async (file: string): Promise<Record<string, string>[]> =>
  parse(await readFile(file, 'utf8'), { columns: true }) as unknown as Record<string, string>[];

describe('suggestPictures without an artifact', () => {
  const suggest = (root: string, more: Partial<SuggestOptions> = {}) => {
    const reporter = createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream });
    return suggestPictures({
      ...{
        data: join(root, 'heap'),
        count: 5,
        seed: 0,
        out: join(root, 'to-label.csv'),
        home: join(root, 'home'),
        reporter,
        openPretrained,
      },
      ...more,
    });
  };

  it('begins without any label, and goes on from the list that was filled in', () =>
    inTemporaryFolder(async (root) => {
      await writeHeap(join(root, 'heap'));
      const first = await suggest(root);
      expect(first).toMatchObject({ found: 14, candidates: 12, copies: 2, alreadyLabelled: 0, suggested: 5, unread: 0 });
      expect(first.classes).toBeUndefined();
      const rows = await readRows(first.list);
      expect(rows.map(({ path, label, rank }) => [path, label, rank])).toEqual(
        first.suggestions.map(({ name }, at) => [`heap/${name}`, '', String(at + 1)]),
      );
      const page = await readFile(first.sheet, 'utf8');
      expect(page.match(/<img src="data:image\/webp/g)).toHaveLength(5);
      for (const { name } of first.suggestions) expect(page).toContain(name);
      expect(page).not.toMatch(/https?:\/\/|<script/);

      // Someone labels four of the five by their colour.
      const colour = (path: string): string => `colour ${Number(/(\d+)[^/]*$/.exec(path)![1]) % 3}`;
      const filled = rows.map((row, at) => `${row['path']!},${at < 4 ? colour(row['path']!) : ''}`);
      await writeFile(first.list, `path,label\n${filled.join('\n')}\n`);
      const second = await suggest(root, { labelled: first.list, out: join(root, 'second.csv'), count: 100 });
      expect(second.labelled).toBe(4);
      expect(second.candidates).toBe(8);
      expect(second.suggested).toBe(8);
      const labelled = new Set(rows.slice(0, 4).map(({ path }) => path));
      const after = await readRows(second.list);
      expect(
        after
          .filter(({ label }) => label !== '')
          .map(({ path }) => path)
          .sort(),
      ).toEqual([...labelled].sort());
      expect(after.slice(0, 8).every(({ path, label }) => label === '' && !labelled.has(path))).toBe(true);
      if (second.classes !== undefined) expect(after[0]!['guess']).toMatch(/^colour/);
    }));

  it('leaves out what has a label by its content, wherever it lies, and look-alikes of it', () =>
    inTemporaryFolder(async (root) => {
      await writeHeap(join(root, 'heap'));
      for (const [label, n] of [
        ['odd', 1],
        ['odd', 3],
        ['even', 5],
      ] as const) {
        await mkdir(join(root, 'photos', label), { recursive: true });
        await cp(join(root, 'heap', `${n}.png`), join(root, 'photos', label, `renamed-${n}.png`));
      }
      const { suggestions, alreadyLabelled, classes, list } = await suggest(root, { labelled: join(root, 'photos'), count: 100 });
      // 1 and its copy, 3 and its look-alike, 5.
      expect(alreadyLabelled).toBe(5);
      expect(classes).toBe(2);
      expect(suggestions.map(({ name }) => name).filter((name) => /^[135](-|\.)/.test(name))).toEqual([]);
      expect(suggestions.every(({ uncertainty, guesses }) => uncertainty! >= 0 && uncertainty! <= 1 && guesses.length === 2)).toBe(true);
      expect((await readRows(list)).filter(({ label }) => label !== '')).toHaveLength(3);
    }));

  it('embeds each content once, passes over what cannot be read, and says so where nothing is left', () =>
    inTemporaryFolder(async (root) => {
      await writeHeap(join(root, 'heap'));
      await writeFile(join(root, 'heap', 'broken.jpg'), 'no picture');
      const first = await suggest(root);
      expect(first.unread).toBe(1);
      const parts = async (): Promise<string[]> => (await readdir(join(root, 'home', 'cache', 'embeddings'), { recursive: true })).sort();
      const before = await parts();
      const again = await suggest(root, { out: join(root, 'again.csv') });
      expect(await parts()).toEqual(before);
      expect(again.suggestions).toEqual(first.suggestions);
      await mkdir(join(root, 'photos'));
      await cp(join(root, 'heap'), join(root, 'photos', 'all'), { recursive: true });
      await expect(suggest(root, { labelled: join(root, 'photos'), out: join(root, 'none.csv') })).rejects.toMatchObject({
        code: 'BAD_DATA',
        message: expect.stringMatching(/nothing left to label: of 15 pictures 14 show what has a label/) as string,
      });
    }));
});

describe('supcon suggest', () => {
  it('asks an artifact by its name, and writes over no list', () =>
    inTemporaryFolder(async (root) => {
      const home = join(root, 'home');
      await writeHeap(join(root, 'heap'));
      await writeTinyArtifact(join(home, 'artifacts', 'tiny', '1'));
      await writeTinyArtifact(join(home, 'artifacts', 'tiny', '10'));
      const out = join(root, 'next.csv');
      const argv = ['suggest', '--data', join(root, 'heap'), '--artifact', 'tiny', '--count', '4', '--out', out];
      const { code, out: printed, err } = await supcon(home, ...argv, '--json');
      expect(code, err).toBe(0);
      const event = JSON.parse(printed.trim().split('\n').at(-1)!) as Record<string, unknown>;
      expect(event).toMatchObject({ type: 'suggestions', classes: 2, suggested: 4, list: out, sheet: join(root, 'next.html') });
      expect(err).toContain('Next: supcon train --data');
      for (const { guess, confidence, uncertainty } of await readRows(out)) {
        expect(['cat', 'dog']).toContain(guess);
        // Two classes: 1 - (p - (1 - p)).
        expect(Number(uncertainty)).toBeCloseTo(2 - 2 * Number(confidence), 3);
      }
      const again = await supcon(home, ...argv);
      expect(again.code).toBe(2);
      expect(again.err).toMatch(/next\.csv is there already/);
      await rm(out);
      const beside = await supcon(home, ...argv);
      expect([beside.code, beside.err]).toEqual([2, expect.stringMatching(/next\.html is there already/)]);
    }));

  it.each([
    [['--data', 'DIR', '--artifact', 'nobody'], 3, /no artifact is called nobody.*leave --artifact out/],
    [['--data', 'DIR', '--artifact', '../secret'], 3, /no artifact is called \.\.\/secret/],
    [['--data', 'DIR', '--out', 'list.txt'], 2, /ends in \.csv, got list\.txt/],
    [['--data', 'DIR', '--count', '0'], 2, /whole number from 1 to 2000/],
    [['--data', '/no/where', '--artifact', 'tiny'], 3, /\/no\/where/],
    [['--data', 'list.csv', '--artifact', 'tiny'], 2, /lists go to --labelled/],
    [
      ['--data', 'DIR', '--labelled', 'DIR/flat', '--artifact', 'tiny'],
      4,
      /--labelled .*flat has no pictures with a label: it wants a folder/,
    ],
    [['--data', 'DIR', '--out', '/dev/null/next.csv', '--artifact', 'tiny'], 1, /null\/next\.html cannot be written: a file lies where/],
  ])('refuses %j with %i', (argv, want, message) =>
    inTemporaryFolder(async (root) => {
      if (argv.includes('tiny')) await writeTinyArtifact(join(root, 'artifacts', 'tiny', '1'));
      await writePicture(join(root, 'a.jpg'), [9, 9, 9], 1);
      await writePicture(join(root, 'flat', 'b.jpg'), [200, 9, 9], 1);
      const { code, err } = await supcon(root, 'suggest', ...argv.map((word) => word.replace(/^DIR/, root)));
      expect(code).toBe(want);
      expect(err).toMatch(message);
    }),
  );
});
