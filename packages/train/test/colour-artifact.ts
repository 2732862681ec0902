import { join } from 'node:path';
import { createEncoder, createNativeEngine, fitLinearClassifier, planResNet } from '@supcon/core';
import { writeArtifact } from '@supcon/core/artifact';
import { PREPROCESSING } from '@supcon/core/image';
import { hashPhotos } from '../src/data/fingerprint.js';
import { scanData } from '../src/data/scan-data.js';
import { embedFiles } from '../src/evaluate/embed-files.js';
import { fitClasses, keepClasses } from '../src/evaluate/fit-classes.js';
import { fitConfidence } from '../src/evaluate/fit-confidence.js';
import { onEngine } from '../src/evaluate/picture-encoder.js';
import { stackEmbeddings } from '../src/evaluate/stack-embeddings.js';
import { writeColourData } from './generated-images.js';

const SIZE = 16;
const CLASSES = 3;

/** Colours in train/, val/ and test/, and an artifact of an encoder that was never trained (it tells colours all the same). */
export async function prepareColours(folder: string): Promise<{ data: string; artifact: string; home: string }> {
  const data = join(folder, 'colours');
  await writeColourData(data, { train: 12, val: 5, test: 8 });
  const scanned = await scanData(data);
  const { fingerprint } = await hashPhotos(scanned);
  const preprocessing = {
    mean: [...PREPROCESSING.mean] as [number, number, number],
    std: [...PREPROCESSING.std] as [number, number, number],
  };
  const engine = await createNativeEngine();
  const plan = planResNet({ depth: 18, stem: 'small', width: 4 });
  const encoder = createEncoder(engine, plan, { seed: 1 });
  const embed = async (split: string) => {
    const files = scanned.photos.filter((file) => file.split === split);
    const paths = files.map((file) => join(data, file.path));
    const { embeddings } = await embedFiles(onEngine(engine, encoder), { imageSize: SIZE, preprocessing }, paths, paths);
    return { embeddings, labels: Int32Array.from(files, (file) => scanned.labels.indexOf(file.label)) };
  };
  const [train, validation] = [await embed('train'), await embed('validation')];
  const classifier = fitLinearClassifier(train.embeddings, train.labels.length, train.labels, CLASSES, { l2: 0.01 });
  const { unknown, labelSets } = fitConfidence({ classifier, fit: { l2: 0.01 }, train, validation });
  const learnt = stackEmbeddings([train, validation]);
  const artifact = join(folder, 'home', 'artifacts', 'colours', '1');
  await writeArtifact(artifact, {
    name: 'colours',
    version: 1,
    createdAt: '2026-01-01T00:00:00.000Z',
    imageSize: SIZE,
    preprocessing,
    labels: [...scanned.labels],
    loss: 'supcon',
    recipe: 'quick',
    data: { name: 'colours', fingerprint, images: scanned.photos.length },
    metrics: { validation: { linear: 0.9, knn: 0.8 }, test: { linear: 0.75, knn: 0.7, rawPixels: 0.4 } },
    split: { seed: 3, validation: 0.2, test: 0.2 },
    calibration: { temperature: 1.5 },
    labelSets: { ...labelSets, scores: [...labelSets.scores] },
    unknown: unknown.thresholds,
    reference: unknown.reference,
    ...keepClasses(fitClasses(learnt, train.labels.length, CLASSES, 0.9)!, CLASSES),
    plan,
    weights: await encoder.weights(),
    classifier,
  });
  engine.dispose();
  return { data, artifact, home: join(folder, 'home') };
}
