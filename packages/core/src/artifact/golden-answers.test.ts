import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { artifactContent } from '../../test/artifact-content.js';
import { hashedValues } from '../../test/hashed-values.js';
import { runOnnx } from '../../test/onnx-session.js';
import { addClass, fitClassStatistics } from '../heads/class-statistics.js';
import { normaliseImage } from '../image/index.js';
import { changeClasses } from './change-classes.js';
import type { AnswerPictures } from './golden-answers.js';
import { drawGoldenPictures } from './golden-pictures.js';
import { GOLDEN } from './golden-record.js';
import { readArtifact } from './read-artifact.js';
import { writeArtifact, type ArtifactContent } from './write-artifact.js';

let home: string;
beforeAll(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'supcon-golden-'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

const answer: AnswerPictures = async (onnx, pictures, count) => {
  const { embedding, logits } = await runOnnx(onnx, normaliseImage(pictures), [count, 32, 32, 3]);
  return { embeddings: Float32Array.from(embedding), logits: Float32Array.from(logits) };
};

function contentWithClasses(name: string): ArtifactContent {
  const content = artifactContent(name, 1);
  const embeddings = hashedValues('features', 7 * content.plan.embeddingSize, 0, 2);
  const ridge = { ridge: 0.5, balance: 1 };
  return {
    ...content,
    statistics: fitClassStatistics({ embeddings, labels: Int32Array.of(0, 1, 1, 0, 1, 0, 1) }, 2, ridge),
    classes: { ...ridge, answering: 'softmax', photos: [3, 4], temperature: 1, validation: { images: 4, softmax: 1, ridge: 1 } },
  };
}

it('draws the same pictures on every machine, each another', () => {
  const drawn = drawGoldenPictures(GOLDEN, 32);
  expect(drawn).toHaveLength(GOLDEN.pictures * 32 * 32 * 3);
  // What artifacts that are out there were frozen with: a change of the drawing is another number in the manifest.
  expect(createHash('sha256').update(drawn).digest('hex')).toBe('dee60fd6c676cf8e3273c0055af886be1ec4a53af8b760ae806e53db6e1887cf');
  const apart = new Set(Array.from({ length: GOLDEN.pictures }, (_, n) => drawn.subarray(n * 3072, (n + 1) * 3072).join()));
  expect(apart.size).toBe(GOLDEN.pictures);
});

it('records what the finished encoder answers, and does without for whoever does not say how to ask it', async () => {
  const folder = path.join(home, 'pets', '1');
  await writeArtifact(folder, { ...artifactContent('pets', 1), answer });
  const artifact = await readArtifact(folder);
  expect(artifact.manifest.golden).toEqual(GOLDEN);
  const golden = await artifact.loadGolden();
  expect(golden).toEqual(await answer(await readFile(artifact.onnxPath), drawGoldenPictures(GOLDEN, 32), GOLDEN.pictures));
  const plain = path.join(home, 'pets', '2');
  expect((await writeArtifact(plain, artifactContent('pets', 2))).golden).toBeUndefined();
  expect(await (await readArtifact(plain)).loadGolden()).toBeUndefined();
});

it('has the answers of the new classifier once classes have changed', async () => {
  const [folder, grown] = [path.join(home, 'grown', '1'), path.join(home, 'grown', '2')];
  await writeArtifact(folder, { ...contentWithClasses('grown'), answer });
  const base = await readArtifact(folder);
  const statistics = addClass((await base.loadClassStatistics())!, hashedValues('bird', 2 * base.manifest.embeddingSize, 0, 2));
  const changed = { of: { name: 'grown', version: 1 }, added: ['bird'], removed: [] };
  const said = { version: 2, createdAt: '2026-02-02T00:00:00.000Z', labels: ['cat', 'dog', 'bird'], temperature: 1 };
  await changeClasses(grown, base, { ...said, statistics, changed });
  const artifact = await readArtifact(grown);
  const golden = (await artifact.loadGolden())!;
  const found = await answer(await readFile(artifact.onnxPath), drawGoldenPictures(GOLDEN, 32), GOLDEN.pictures);
  expect(golden.logits).toHaveLength(3 * GOLDEN.pictures);
  golden.logits.forEach((value, at) => expect(value).toBeCloseTo(found.logits[at]!, 3));
  golden.embeddings.forEach((value, at) => expect(value).toBeCloseTo(found.embeddings[at]!, 6));
});

it.each([
  ['of other pictures', { embeddings: new Float32Array(32), logits: new Float32Array(2) }],
  ['that are no numbers', { embeddings: new Float32Array(8 * 32).fill(NaN), logits: new Float32Array(16) }],
])('refuses answers %s', async (_, answers) => {
  const folder = path.join(home, 'wrong', '1');
  const writing = writeArtifact(folder, { ...artifactContent('wrong', 1), answer: () => Promise.resolve(answers) });
  await expect(writing).rejects.toMatchObject({ code: 'BAD_ARTIFACT', message: expect.stringMatching(/golden/) as string });
  await expect(readFile(path.join(folder, 'manifest.json'))).rejects.toMatchObject({ code: 'ENOENT' });
});
