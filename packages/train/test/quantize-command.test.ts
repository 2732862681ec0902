import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readArtifact } from '@supcon/core/artifact';
import { decodeImage, normaliseImage } from '@supcon/core/image';
import { prepareColours } from './colour-artifact.js';
import { writeColourData, writePicture } from './generated-images.js';
import { supcon, type Outcome } from './run-supcon.js';

const SIZE = 16;

const lastEvent = (out: string): Record<string, unknown> => JSON.parse(out.trim().split('\n').at(-1)!) as Record<string, unknown>;

let folder: string;
let paths: Awaited<ReturnType<typeof prepareColours>>;
let first: Outcome;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'supcon-quantize-'));
  paths = await prepareColours(folder);
  first = await supcon(paths.home, 'quantize', '--artifact', paths.artifact, '--data', paths.data, '--images', '20', '--json');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it('writes a smaller artifact beside the old one, and says how near it is and what it costs', async () => {
  expect(first.code, first.err).toBe(0);
  const event = lastEvent(first.out);
  expect(event).toMatchObject({
    type: 'artifact',
    name: 'colours-int8',
    version: 1,
    quantization: { of: { name: 'colours', version: 1 }, calibrationImages: 20, validation: { images: 15 } },
    before: { test: { linear: 0.75 } },
  });
  expect(event['artifact']).toBe(join(paths.home, 'artifacts', 'colours-int8', '1'));
  const { manifest } = await readArtifact(String(event['artifact']));
  const { validation } = manifest.quantization!;
  expect(validation.cosine.lowest).toBeGreaterThan(0.99);
  expect(validation.cosine.lowest).toBeLessThan(1);
  expect(validation.cosine.mean).toBeGreaterThanOrEqual(validation.cosine.lowest);
  expect(validation.agreement).toBeGreaterThan(0.8);
  // Measured anew: not the figures of the float32 artifact, except for the raw pixels, which no encoder sees.
  expect(manifest.metrics).toEqual({ test: { linear: expect.any(Number) as unknown, knn: expect.any(Number) as unknown, rawPixels: 0.4 } });
  expect(manifest.calibration).toEqual({ temperature: 1.5 });
  expect(manifest.labelSets!.images).toBe(15);
  const bytes = event['bytes'] as { float32: number; int8: number };
  expect(bytes.int8).toBe(manifest.files['encoder.onnx']!.bytes);
  expect(bytes.int8).toBeLessThan(0.6 * bytes.float32);
  expect(first.err).toMatch(/On 15 validation pictures: the same class as float32 for [\d.]+ %/);
  expect(first.err).toMatch(/linear [\d.]+ % \(float32 75\.0 %\)/);
});

it('sets thresholds for unknown pictures on embeddings of the quantized encoder', async () => {
  const artifact = await readArtifact(join(paths.home, 'artifacts', 'colours-int8', '1'));
  const before = await readArtifact(paths.artifact);
  const [reference, old] = [(await artifact.loadReference())!, (await before.loadReference())!];
  expect(reference.knn.rows).toBe(old.knn.rows);
  expect(reference.knn.reference).not.toEqual(old.knn.reference);
  const { knn } = artifact.manifest.unknown!.thresholds;
  expect(artifact.manifest.drift!.predicted).toHaveLength(artifact.manifest.labels.length);
  expect(Math.hypot(...(await artifact.loadDrift())!.mean)).toBeLessThan(1);
  expect(Math.abs(knn / before.manifest.unknown!.thresholds.knn - 1)).toBeLessThan(0.2);
  // Rows of the reference are what encoder.onnx answers.
  const session = await InferenceSession.create(artifact.onnxPath);
  const blue = join(paths.data, 'train', 'blue');
  const names = (await readdir(blue)).sort();
  const nearest: number[] = [];
  for (const name of names) {
    const pixels = normaliseImage(await decodeImage(await readFile(join(blue, name)), { size: SIZE }));
    const { embedding } = await session.run({ images: new Tensor('float32', pixels, [1, SIZE, SIZE, 3]) });
    const own = embedding!.data as Float32Array;
    const cosines = Array.from({ length: reference.knn.rows }, (_, row) =>
      own.reduce((sum, value, d) => sum + value * reference.knn.reference[row * own.length + d]!, 0),
    );
    nearest.push(Math.max(...cosines));
  }
  await session.release();
  for (const cosine of nearest) expect(cosine).toBeCloseTo(1, 5);
});

it('is evaluated as the server runs it, in 8 bits', async () => {
  const quantized = join(paths.home, 'artifacts', 'colours-int8', '1');
  const out = join(paths.home, 'predictions.json');
  const {
    code,
    out: text,
    err,
  } = await supcon(paths.home, 'evaluate', '--artifact', quantized, '--data', paths.data, '--out', out, '--json');
  expect(code, err).toBe(0);
  const { manifest } = await readArtifact(quantized);
  expect(lastEvent(text)).toMatchObject({ type: 'evaluation', images: 24, accuracy: manifest.metrics['test']!['linear'] });
  const { predictions } = JSON.parse(await readFile(out, 'utf8')) as { predictions: { path: string; embedding: number[] }[] };
  const session = await InferenceSession.create(join(quantized, 'encoder.onnx'));
  const { path, embedding } = predictions[0]!;
  const pixels = normaliseImage(await decodeImage(await readFile(join(paths.data, path)), { size: SIZE }));
  const answer = await session.run({ images: new Tensor('float32', pixels, [1, SIZE, SIZE, 3]) });
  await session.release();
  embedding.forEach((value, d) => {
    expect(value).toBeCloseTo((answer['embedding']!.data as Float32Array)[d]!, 5);
  });
});

it('counts versions up, under another name too, and gives the same bytes again', async () => {
  const again = await supcon(paths.home, 'quantize', '--artifact', paths.artifact, '--data', paths.data, '--images', '20', '--json');
  expect(lastEvent(again.out)).toMatchObject({ name: 'colours-int8', version: 2 });
  const [one, two] = await Promise.all(
    ['1', '2'].map((version) => readFile(join(paths.home, 'artifacts', 'colours-int8', version, 'encoder.onnx'))),
  );
  expect(two!.equals(one!)).toBe(true);
  const named = await supcon(
    paths.home,
    'quantize',
    '--artifact',
    paths.artifact,
    '--data',
    paths.data,
    '--name',
    'Fast Colours',
    '--json',
  );
  expect(lastEvent(named.out)).toMatchObject({ name: 'fast-colours', version: 1, quantization: { calibrationImages: 36 } });
});

it('refuses what it cannot do, and leaves nothing behind', async () => {
  const quantized = join(paths.home, 'artifacts', 'colours-int8', '1');
  const before = await readdir(join(paths.home, 'artifacts'));
  const refused = async (code: number, message: RegExp, ...argv: string[]): Promise<void> => {
    const answer = await supcon(paths.home, ...argv);
    expect(answer.code, answer.err).toBe(code);
    expect(answer.err).toMatch(message);
  };
  await refused(2, /quantized already.*colours\/1/, 'quantize', '--artifact', quantized, '--data', paths.data);
  await refused(3, /no artifact lies at/, 'quantize', '--artifact', join(paths.home, 'nowhere'), '--data', paths.data);
  await refused(2, /whole number of at least 1/, 'quantize', '--artifact', paths.artifact, '--data', paths.data, '--images', '0');
  const others = join(paths.home, 'others');
  await writeColourData(others, { train: 4, val: 2, test: 2 });
  await writePicture(join(others, 'train', 'blue', 'more.png'), [0, 0, 250], 5);
  await refused(4, /other pictures than colours\/1 was trained on/, 'quantize', '--artifact', paths.artifact, '--data', others);
  await refused(2, /only onnx can carry.*colours\/1/, 'export', '--artifact', quantized, '--format', 'tfjs', '--to', join(paths.home, 'x'));
  expect(await readdir(join(paths.home, 'artifacts'))).toEqual(before);
});

it('exports the quantized encoder as the ONNX that it is', async () => {
  const quantized = join(paths.home, 'artifacts', 'colours-int8', '1');
  const to = join(paths.home, 'export', 'colours.onnx');
  expect((await supcon(paths.home, 'export', '--artifact', quantized, '--format', 'onnx', '--to', to)).code).toBe(0);
  expect((await readFile(to)).equals(await readFile(join(quantized, 'encoder.onnx')))).toBe(true);
});
