import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inTemporaryFolder } from '../test/generated-images.js';
import { supcon } from '../test/run-supcon.js';
import { explainHome } from './explain-home.js';

it('explains a home that is a file, lies below one, or is read-only, and nothing else', () =>
  inTemporaryFolder(async (folder) => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    for (const home of [file, join(file, 'below')]) {
      const error: unknown = await mkdir(join(home, 'runs'), { recursive: true }).catch((thrown: unknown) => thrown);
      expect(explainHome(error, home)).toMatchObject({ code: 'BAD_HOME', message: expect.stringContaining('--home DIR') as string });
      expect(explainHome(error, join(folder, 'other'))).toBe(error);
    }
    const readOnly = Object.assign(new Error('no'), { code: 'EROFS', path: join(folder, 'home', 'cache') });
    expect(explainHome(readOnly, join(folder, 'home'))).toMatchObject({ message: expect.stringContaining('read-only') as string });
    const other = Object.assign(new Error('no'), { code: 'ENOSPC', path: join(folder, 'home') });
    expect(explainHome(other, join(folder, 'home'))).toBe(other);
    const { code, err } = await supcon(file, 'train', '--recipe', 'quick');
    expect([code, err]).toEqual([1, expect.stringMatching(/^Error: the home .*file is a file.*SUPCON_HOME\.$/m)]);
    expect(err).not.toMatch(/ {4}at /);
  }));
