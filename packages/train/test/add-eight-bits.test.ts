import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isWithinLimit, readArtifact } from '@supcon/core/artifact';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createReporter } from '../src/console/reporter.js';
import { sayEightBits } from '../src/commands/say-artifact.js';
import { addEightBits } from '../src/quantize/add-eight-bits.js';
import { findQuantized } from '../src/quantize/find-quantized.js';
import type { Run } from '../src/run/run-folder.js';
import { prepareColours } from './colour-artifact.js';

/** 15 validation pictures, and an encoder that was never trained: what is allowed here would be too much anywhere else. */
const GENEROUS = { otherwise: 0.2, cosine: 0.9, images: 15 };

let folder: string;
let paths: Awaited<ReturnType<typeof prepareColours>>;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-eight-bits-'));
  paths = await prepareColours(folder);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const artifacts = (): string => join(paths.home, 'artifacts');
const options = () => ({
  artifact: paths.artifact,
  data: paths.data,
  cacheFolder: join(paths.home, 'cache'),
  skipBad: false,
  reporter: createReporter({ stderr: { write: () => true } as unknown as NodeJS.WritableStream }),
});

/** What a command says of the artifact of a run that saw these pictures. */
async function said(data: string, brought?: Run['config']['brought']): Promise<{ notes: string[]; events: unknown[] }> {
  const [notes, events]: [string[], unknown[]] = [[], []];
  const { manifest } = await readArtifact(paths.artifact);
  const run = { folder: '', config: { data: { root: data }, skipBad: false, ...(brought ? { brought } : {}) } } as unknown as Run;
  const reporter = { ...options().reporter, note: (text: string) => notes.push(text), event: (event: unknown) => events.push(event) };
  await sayEightBits(run, { folder: paths.artifact, manifest }, { home: paths.home, reporter });
  return { notes, events };
}

it('leaves nothing behind where the limit is not kept, or too few pictures tell, and says so', async () => {
  expect(await addEightBits(options(), 0)).toEqual({ reason: expect.stringMatching(/^of 15 validation pictures/) as unknown });
  expect(await addEightBits({ ...options(), limit: { ...GENEROUS, cosine: 1 } }, 0)).toHaveProperty('reason');
  const { notes, events } = await said(paths.data);
  expect(notes).toEqual([expect.stringMatching(/^colours\/1 in 8 bits: not kept, of 15 validation pictures/)]);
  expect(events).toEqual([]);
  expect(await readdir(artifacts())).toEqual(['colours']);
});

it('leaves nothing behind where it is not so many times as fast', async () => {
  const made = await addEightBits({ ...options(), limit: GENEROUS }, Infinity);
  expect(made).toEqual({ reason: expect.stringMatching(/ms in 8 bits and [\d.]+ ms in float32 on this machine$/) as unknown });
  expect(await readdir(artifacts())).toEqual(['colours']);
});

it('says what stood in the way, and names the command for later', async () => {
  const { notes, events } = await said(join(folder, 'gone'));
  expect(notes).toEqual([
    expect.stringMatching(
      /^Warning: colours\/1 in 8 bits could not be made \(.*gone.*\); the artifact in float32 stands\. Later: supcon quantize/,
    ),
  ]);
  expect(events).toEqual([]);
  expect(await said(paths.data, {} as NonNullable<Run['config']['brought']>)).toEqual({ notes: [], events: [] });
});

it('keeps one that is inside its limit and faster, which is found again by what it was made of', async () => {
  expect(await findQuantized(artifacts(), { name: 'colours', version: 1 })).toBeUndefined();
  const made = await addEightBits({ ...options(), limit: GENEROUS }, 0);
  const { manifest, folder: written } = (made as Extract<typeof made, { quantized: unknown }>).quantized;
  expect(manifest.quantization).toMatchObject({ of: { name: 'colours', version: 1 }, limit: GENEROUS, validation: { images: 15 } });
  expect(isWithinLimit(manifest.quantization!)).toBe(true);
  expect((await readArtifact(written)).manifest).toEqual(manifest);
  expect((await findQuantized(artifacts(), { name: 'colours', version: 1 }))?.folder).toBe(written);
  expect(await findQuantized(artifacts(), { name: 'colours', version: 2 })).toBeUndefined();
});
