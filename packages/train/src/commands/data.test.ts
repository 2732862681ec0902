import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createHash } from 'node:crypto';
import { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { inTemporaryFolder, writeColourData } from '../../test/generated-images.js';
import { makeTar } from '../../test/make-archive.js';
import { catchOutput } from '../../test/run-supcon.js';
import { dataCommand } from './data.js';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly error: unknown;
}

/** `supcon data ...` in this process. */
async function run(home: string, ...argv: string[]): Promise<Outcome> {
  const { result, out, err } = await catchOutput(home, async () => {
    const program = new Command('supcon').exitOverride();
    program.addCommand(dataCommand().copyInheritedSettings(program));
    const error = await program.parseAsync(['data', ...argv], { from: 'user' }).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    return { code: Number(process.exitCode ?? 0), error };
  });
  return { ...result, out, err };
}

describe('supcon data check', () => {
  it('prints a report and exits with 0 where training would go on, with --strict only without warnings', () =>
    inTemporaryFolder(async (home) => {
      await writeColourData(join(home, 'good'), { '': 21 });
      await writeColourData(join(home, 'few'), { '': 10 });
      expect(await run(home, 'check', join(home, 'good'), '--strict')).toMatchObject({ code: 0, out: expect.stringContaining('in order') });
      expect(await run(home, 'check', join(home, 'few'))).toMatchObject({
        code: 0,
        out: expect.stringContaining('fewer than 20 pictures'),
      });
      const strict = await run(home, 'check', join(home, 'few'), '--strict', '--json');
      expect(strict.code).toBe(4);
      expect(JSON.parse(strict.out)).toMatchObject({ type: 'data-check', ok: false, files: 30, findings: [{ code: 'SMALL_CLASS' }] });
    }));

  it('exits with 4 for data that training refuses', () =>
    inTemporaryFolder(async (home) => {
      await writeColourData(join(home, 'data'), { '': 21 });
      await writeFile(join(home, 'data', 'red', 'text.jpg'), 'no picture');
      const { code, out } = await run(home, 'check', join(home, 'data'));
      expect(code).toBe(4);
      expect(out).toContain('red/text.jpg');
    }));

  it('names the code of a folder that is not there', () =>
    inTemporaryFolder(async (home) => {
      expect((await run(home, 'check', join(home, 'nowhere'))).error).toMatchObject({ code: 'NOT_FOUND' });
    }));
});

describe('supcon data fetch', () => {
  it('fetches from another address with a checksum of one’s own, and says what is missing', () =>
    inTemporaryFolder(async (home) => {
      const archive = gzipSync(
        makeTar(
          ['train', 'test'].flatMap((split) =>
            ['cat', 'dog'].map((label) => ({ path: `set-1/${split}/${label}_1.jpg`, content: Buffer.from(`${split} ${label}`) })),
          ),
        ),
      );
      const server = createServer((_, response) => response.end(archive));
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      try {
        const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/set.tar.gz`;
        const sha256 = createHash('sha256').update(archive).digest('hex');
        const { out, err, error } = await run(home, 'fetch', 'imagenet5', '--url', url, '--sha256', sha256, '--json');
        expect(error).toBeUndefined();
        expect(JSON.parse(out)).toMatchObject({ type: 'data', pictures: 4, sha256, counts: { 'train/cat': 1 } });
        expect(err).toContain('train/cat has 1 pictures, 250 were expected');
        expect(err).toContain('supcon data check');
      } finally {
        server.close();
      }
      const listed = (await run(home, 'list', '--json')).out.trim().split('\n');
      expect(listed.map((line) => JSON.parse(line) as unknown)).toEqual([
        expect.objectContaining({ name: 'imagenet5', expected: 1500, pictures: 4, folder: join(home, 'data', 'imagenet5') }),
        expect.objectContaining({ name: 'flowers', expected: 3670, bytes: 228_813_984 }),
        expect.objectContaining({ name: 'pets', expected: 24_998 }),
      ]);
    }));

  it('says which sets there are', () =>
    inTemporaryFolder(async (home) => {
      const { error } = await run(home, 'fetch', 'flower');
      expect(error).toMatchObject({
        code: 'USAGE',
        message: expect.stringMatching(/Did you mean 'flowers'\? There are: imagenet5, flowers, pets/),
      });
    }));

  it('throws for options that do not exist instead of ending the process', () =>
    inTemporaryFolder(async (home) => {
      expect((await run(home, 'fetch', 'pets', '--sha', 'x')).error).toMatchObject({ code: 'commander.unknownOption' });
    }));
});

describe('supcon data list', () => {
  it('shows public sets and own folders', () =>
    inTemporaryFolder(async (home) => {
      await writeColourData(join(home, 'data', 'mine'), { '': 2 });
      await mkdir(join(home, 'data', 'empty'));
      const { out } = await run(home, 'list');
      expect(out).toMatch(/flowers\n {4}tf_flowers: .* \(3670 pictures, 229 MB\)\n {4}not here; supcon data fetch flowers/);
      expect(out).toContain(`mine\n    yours\n    6 pictures in ${join(home, 'data', 'mine')}`);
      expect(out).toContain(`empty\n    yours\n    no data set in`);
    }));
});
