import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData } from '../../test/generated-images.js';
import { createReporter } from '../console/reporter.js';
import { augmentSchema } from '../augment/augment-schema.js';
import { POLICY_NAMES } from '../augment/policy-defaults.js';
import { previewViews, type PreviewOptions } from './preview-views.js';

const options = (data: string, out: string, written: object, seed = 0): PreviewOptions => ({
  data,
  out,
  recipe: { augment: augmentSchema.parse(written), trainSize: 24, cacheSize: 30 },
  recipeName: 'test',
  images: 4,
  views: 2,
  seed,
  reporter: createReporter({ stderr: new PassThrough().resume() }),
});

it('writes a sheet for every policy, the same for the same seed', async () => {
  await inTemporaryFolder(async (folder) => {
    const data = join(folder, 'data');
    await writeColourData(data, { '': 3 });
    const sheets = new Map<string, Buffer>();
    for (const policy of POLICY_NAMES) {
      const out = join(folder, 'new', `${policy}.png`);
      expect(await previewViews(options(data, out, { policy }))).toEqual({ out, policy, images: 4, views: 2 });
      sheets.set(policy, await sharp(out).raw().toBuffer());
    }
    expect(new Set([...sheets.values()].map((sheet) => sheet.toString('latin1'))).size).toBe(POLICY_NAMES.length);
    const again = join(folder, 'again.png');
    await previewViews(options(data, again, { policy: 'simclr' }));
    expect((await readFile(again)).equals(await readFile(join(folder, 'new', 'simclr.png')))).toBe(true);
    await previewViews(options(data, again, { policy: 'simclr' }, 1));
    expect((await readFile(again)).equals(await readFile(join(folder, 'new', 'simclr.png')))).toBe(false);
  });
});

it('passes over what cannot be read, and says so where that is everything', async () => {
  await inTemporaryFolder(async (folder) => {
    for (const label of ['a', 'b']) {
      await mkdir(join(folder, label));
      await writeFile(join(folder, label, 'broken.jpg'), 'no picture');
    }
    const out = join(folder, 'views.png');
    await expect(previewViews(options(folder, out, {}))).rejects.toMatchObject({ code: 'BAD_IMAGES' });
    await writeColourData(folder, { '': 1 });
    expect(await previewViews(options(folder, out, {}))).toMatchObject({ images: 3 });
  });
});
