import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { addToArtifact } from '../src/classes/change-artifact.js';
import { createReporter } from '../src/console/reporter.js';
import { prepareColours } from './colour-artifact.js';
import { writePicture } from './generated-images.js';
import { supcon, type Outcome } from './run-supcon.js';

const WHITE = [255, 255, 255] as const;

const lastEvent = (out: string): Record<string, unknown> => JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>;

let folder: string;
let paths: Awaited<ReturnType<typeof prepareColours>>;
let white: string;
let added: Outcome;
const versions = (): Promise<string[]> => readdir(join(paths.home, 'artifacts', 'colours'));
const version = (number: number): string => join(paths.home, 'artifacts', 'colours', String(number));
const classes = (...argv: string[]): Promise<Outcome> => supcon(paths.home, 'classes', ...argv);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-classes-'));
  paths = await prepareColours(folder);
  white = join(folder, 'white');
  for (let n = 0; n < 6; n++) await writePicture(join(white, `${n}.png`), WHITE, n);
  added = await classes('add', '--artifact', paths.artifact, '--label', 'white', white, '--json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('adds a class in a new version, and says what holds from now on', async () => {
  expect(added.code, added.err).toBe(0);
  expect(lastEvent(added.out)).toMatchObject({ type: 'artifact', name: 'colours', version: 2, label: 'white', photos: 6 });
  const { manifest } = await readArtifact(version(2));
  expect(manifest.labels).toEqual(['blue', 'green', 'red', 'white']);
  expect(manifest.classes).toMatchObject({
    answering: 'ridge',
    photos: [17, 17, 17, 6],
    // Three of each colour of training, and one of the new one.
    changed: { of: { name: 'colours', version: 1 }, added: ['white'], removed: [], heldOut: { images: 10 } },
  });
  expect(manifest.calibration).toEqual({ temperature: manifest.classes!.temperature });
  expect(manifest.labelSets!.images).toBe(10);
  expect(manifest.drift).toMatchObject({ images: 10, predicted: { length: 4 } });
  const { accuracy } = manifest.classes!.changed!.heldOut!;
  expect(manifest.metrics).toEqual({ heldOut: { linear: accuracy } });
  expect(added.err).toMatch(/Added white \(6 photos\) in \d+ ms: colours\/2 knows 4 classes/);
  expect(added.err).toMatch(/set anew on 10 photos held out/);
  expect(added.err).toMatch(/Accuracies measured in training are those of colours\/1/);
});

it('gives changes that are made at the same time a version each', async () => {
  const alone = await mkdtemp(join(tmpdir(), 'supcon-classes-at-once-'));
  const own = await prepareColours(alone);
  const labels = ['blank', 'snow', 'white'];
  const add = (label: string): Promise<unknown> =>
    addToArtifact({
      artifact: own.artifact,
      label,
      photos: [white],
      skipBad: false,
      reporter: createReporter({ stderr: new PassThrough() }),
    });
  await Promise.all(labels.map(add));
  const made = await Promise.all(['2', '3', '4'].map((name) => readArtifact(join(own.home, 'artifacts', 'colours', name))));
  expect(made.map(({ manifest }) => manifest.labels.filter((label) => labels.includes(label))).sort()).toEqual(labels.map((one) => [one]));
  await rm(alone, { recursive: true, force: true });
});

it('keeps the old version as it was', async () => {
  const { manifest } = await readArtifact(paths.artifact);
  expect(manifest.labels).toHaveLength(3);
  expect(manifest.classes).toMatchObject({ answering: 'softmax' });
});

it('answers with the new class as the server would, and still with the others', async () => {
  const artifact = await readArtifact(version(2));
  const session = await InferenceSession.create(artifact.onnxPath);
  const answer = async (file: string): Promise<string> => {
    const { imageSize, preprocessing, labels } = artifact.manifest;
    const pixels = normaliseImage(await decodeImage(file, { size: imageSize }), preprocessing);
    const { logits } = await session.run({ images: new Tensor('float32', pixels, [1, imageSize, imageSize, 3]) });
    const scores = [...(logits!.data as Float32Array)];
    return labels[scores.indexOf(Math.max(...scores))]!;
  };
  const strange = join(folder, 'strange.png');
  await writePicture(strange, WHITE, 99);
  expect(await answer(strange)).toBe('white');
  let right = 0;
  for (const label of ['blue', 'green', 'red'])
    for (let n = 0; n < 8; n++) right += Number((await answer(join(paths.data, 'test', label, `${n}.png`))) === label);
  // An encoder that was never trained does not tell all.
  expect(right).toBeGreaterThan(19);
  await session.release();
});

it('knows pictures of the new class, where they were unknown before', async () => {
  const { manifest } = await readArtifact(version(2));
  const reference = (await (await readArtifact(version(2))).loadReference())!;
  expect(reference.mahalanobis.means.length).toBe(4 * manifest.embeddingSize);
  expect(manifest.unknown!.method).toBe((await readArtifact(paths.artifact)).manifest.unknown!.method);
});

it('is measured with the new class by evaluate, and written for others by export', async () => {
  const test = join(folder, 'test');
  for (let n = 0; n < 4; n++) await writePicture(join(test, 'white', `${n}.png`), WHITE, 50 + n);
  for (let n = 0; n < 4; n++) await writePicture(join(test, 'red', `${n}.png`), [200, 60, 50], 60 + n);
  const measured = await supcon(paths.home, 'evaluate', '--artifact', version(2), '--data', test, '--no-report', '--json');
  expect(measured.code, measured.err).toBe(0);
  expect(lastEvent(measured.out)).toMatchObject({ perClass: { white: 1 } });
  expect(measured.err).not.toContain('earlier version');
  const file = join(folder, 'out.onnx');
  expect((await supcon(paths.home, 'export', '--artifact', version(2), '--format', 'onnx', '--to', file)).code).toBe(0);
  expect((JSON.parse(await readFile(`${file}.json`, 'utf8')) as { labels: string[] }).labels).toContain('white');
});

it('lists classes with their photos, and which were added', async () => {
  const people = await classes('list', '--artifact', version(2));
  expect(people.out).toMatch(/colours\/2, 4 classes; the ridge classifier answers/);
  expect(people.out).toMatch(/white +6 +added/);
  const { out } = await classes('list', '--artifact', paths.artifact, '--json');
  expect(lastEvent(out)).toMatchObject({ type: 'classes', labels: ['blue', 'green', 'red'], classes: { photos: [17, 17, 17] } });
});

it('takes a class out again as if it had never been there', async () => {
  const removed = await classes('remove', '--artifact', version(2), '--label', 'white');
  expect(removed.code, removed.err).toBe(0);
  const [back, base] = [await readArtifact(version(3)), await readArtifact(paths.artifact)];
  expect(back.manifest.classes!.changed).toMatchObject({ of: { version: 1 }, added: [], removed: [] });
  const [after, before] = [(await back.loadClassStatistics())!, (await base.loadClassStatistics())!];
  expect(after.photos).toEqual(before.photos);
  const largest = before.coefficients.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  expect(
    after.coefficients.reduce((most, value, at) => Math.max(most, Math.abs(value - before.coefficients[at]!)), 0) / largest,
  ).toBeLessThan(1e-9);
});

it('takes out a class of training, and says so', async () => {
  const removed = await classes('remove', '--artifact', version(2), '--label', 'red', '--json');
  const { manifest } = await readArtifact(String(lastEvent(removed.out)['artifact']));
  expect(manifest.labels).toEqual(['blue', 'green', 'white']);
  expect(manifest.classes!.changed).toMatchObject({ added: ['white'], removed: ['red'] });
});

describe('refuses', () => {
  it.each([
    ['a name that is there', ['add', '--label', 'red'], 2, /knows a class red already; .*supcon (--home \S+ )?classes remove/],
    ['no name', ['add', '--label', ' '], 2, /--label is empty/],
    ['a name that hides something', ['add', '--label', 'a\u202eb'], 2, /--label has an invisible character in it \(U\+202E\)/],
    ['a class that is not there', ['remove', '--label', 'violet'], 2, /knows no class 'violet'; it knows blue, green, red/],
  ])('%s', async (_, [command, ...flags], code, message) => {
    const before = await versions();
    const photos = command === 'add' ? [white] : [];
    const outcome = await classes(command!, '--artifact', paths.artifact, ...flags, ...photos);
    expect([outcome.code, outcome.err]).toEqual([code, expect.stringMatching(message)]);
    expect(await versions()).toEqual(before);
  });

  it('files that are no pictures, or not there, and leaves nothing behind', async () => {
    const before = await versions();
    const text = join(folder, 'text.jpg');
    await writeFile(text, 'no picture');
    const bad = await classes('add', '--artifact', paths.artifact, '--label', 'odd', text, join(white, '0.png'));
    expect([bad.code, bad.err]).toEqual([4, expect.stringMatching(/text\.jpg.*\n.*--skip-bad/)]);
    const gone = await classes('add', '--artifact', paths.artifact, '--label', 'odd', join(folder, 'nowhere'));
    expect([gone.code, gone.err]).toEqual([3, expect.stringMatching(/there is no .*nowhere/)]);
    expect(await versions()).toEqual(before);
    const skipped = await classes(
      'add',
      '--artifact',
      paths.artifact,
      '--label',
      'odd',
      '--skip-bad',
      '--json',
      text,
      join(white, '0.png'),
    );
    expect([skipped.code, lastEvent(skipped.out)['photos']]).toEqual([0, 1]);
    // Three of each colour of training are too few to set thresholds on.
    expect(skipped.err).toMatch(
      /The temperature is that of before. It has no thresholds for unknown pictures and no label sets: too few photos/,
    );
  });

  it('an artifact without statistics, by the command that adds them', async () => {
    const bare = join(folder, 'bare', '1');
    const { writeTinyArtifact } = await import('./tiny-artifact.js');
    await writeTinyArtifact(bare);
    const outcome = await classes('add', '--artifact', bare, '--label', 'bird', white);
    expect([outcome.code, outcome.err]).toEqual([1, expect.stringMatching(/keeps no statistics .* freeze --run RUN --recalibrate/)]);
    expect((await classes('list', '--artifact', bare)).out).toMatch(/cat, dog\nIt keeps no statistics/);
    expect((await classes('list', '--artifact', join(folder, 'none'))).code).toBe(3);
  });

  it('to write a changed artifact in 8 bits, and names the one to take', async () => {
    const outcome = await supcon(paths.home, 'quantize', '--artifact', version(2), '--data', paths.data);
    expect([outcome.code, outcome.err]).toEqual([2, expect.stringMatching(/quantize the artifact that training left, colours\/1/)]);
  });
});

it('adds a class to an artifact in 8 bits', async () => {
  const quantized = await supcon(paths.home, 'quantize', '--artifact', paths.artifact, '--data', paths.data, '--images', '12', '--json');
  expect(quantized.code, quantized.err).toBe(0);
  const int8 = String(lastEvent(quantized.out)['artifact']);
  const { code, err, out } = await classes('add', '--artifact', int8, '--label', 'white', white, '--json');
  expect(code, err).toBe(0);
  const { manifest } = await readArtifact(String(lastEvent(out)['artifact']));
  expect(manifest).toMatchObject({
    name: 'colours-int8',
    version: 2,
    labels: ['blue', 'green', 'red', 'white'],
    quantization: { of: { version: 1 } },
  });
});
