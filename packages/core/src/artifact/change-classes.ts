import { readFile } from 'node:fs/promises';
import { CoreError } from '../errors.js';
import type { UnknownReference } from '../eval/unknown-score.js';
import { ridgeClassifier, type ClassStatistics } from '../heads/class-statistics.js';
import { replaceClassifier } from '../onnx/replace-classifier.js';
import type { WeightMap } from '../plans/weight-map.js';
import type { DriftReference } from './drift-reference.js';
import { encoderIdentity } from './encoder-identity.js';
import { answersOfClassifier } from './golden-answers.js';
import { ARTIFACT_FILES, type Manifest } from './manifest.js';
import type { Artifact } from './read-artifact.js';
import { encodeWeights } from './weights-manifest.js';
import { addClassStatistics, addDrift, addGolden, addReference, classifierTensors, writeFolder } from './write-artifact.js';

/** What an artifact says of its classes after they have changed. */
export interface ClassChange extends Pick<Manifest, 'version' | 'createdAt' | 'labels'> {
  readonly statistics: ClassStatistics;
  /** Of the statistics' ridge classifier, which answers from now on. */
  readonly temperature: number;
  readonly changed: NonNullable<NonNullable<Manifest['classes']>['changed']>;
  /** Only where they were set anew: those of before hold for other classes. */
  readonly labelSets?: Manifest['labelSets'];
  readonly unknown?: Manifest['unknown'];
  /** Comes with `unknown`, and only with it. */
  readonly reference?: UnknownReference;
  /** Only where it was taken anew: that of before is of other classes. */
  readonly drift?: DriftReference;
}

/** Writes an artifact with the encoder of another, which stays as it is, and other classes, whatever the kind of the encoder: a new folder, whole or not at all.
 * @param base with class statistics (`loadClassStatistics`).  @param folder must not exist yet.
 * @throws CoreError BAD_ARTIFACT, also when the base has no statistics or labels do not fit; UNSUPPORTED for an encoder.onnx of another make. */
export async function changeClasses(folder: string, base: Artifact, change: ClassChange): Promise<Manifest> {
  const { statistics, temperature, changed, labelSets, unknown, reference, drift, ...said } = change;
  const { manifest } = base;
  const { classes, encoder, imageSize, embeddingSize, split, quantization } = manifest;
  if (!classes) throw new CoreError('BAD_ARTIFACT', `changeClasses: artifact ${base.folder} has no class statistics`);
  if (said.labels.length !== statistics.photos.length)
    throw new CoreError('BAD_ARTIFACT', `changeClasses: ${said.labels.length} labels for ${statistics.photos.length} classes`);
  if ((unknown === undefined) !== (reference === undefined))
    throw new CoreError('BAD_ARTIFACT', 'changeClasses: `unknown` and `reference` need each other, and only one of them was given');
  const classifier = ridgeClassifier(statistics);
  const tensors = classifierTensors(classifier, embeddingSize);
  const identity = encoderIdentity(manifest);
  const planned = base.plan !== undefined;
  const weights: WeightMap = planned ? new Map([...(await base.loadWeights()).weights, ...tensors]) : tensors;
  const { model, bytes } = encodeWeights(weights, { encoder, imageSize });
  const files = new Map<string, Uint8Array>([
    [ARTIFACT_FILES.onnx, replaceClassifier(await readFile(base.onnxPath), classifier)],
    [planned ? ARTIFACT_FILES.model : ARTIFACT_FILES.classifierModel, Buffer.from(JSON.stringify(model))],
    [planned ? ARTIFACT_FILES.weights : ARTIFACT_FILES.classifierWeights, bytes],
  ]);
  if (reference) addReference(files, reference, embeddingSize);
  addClassStatistics(files, statistics);
  if (drift) addDrift(files, drift);
  const { golden } = manifest;
  const before = golden ? await base.loadGolden() : undefined;
  const answers = before && answersOfClassifier(before, await base.loadClassifier(), classifier);
  if (golden && answers) addGolden(files, answers, golden, { embeddingSize, labels: said.labels });
  return writeFolder(
    folder,
    {
      ...{ name: manifest.name, encoder, embeddingSize, imageSize, preprocessing: manifest.preprocessing },
      ...{ loss: manifest.loss, recipe: manifest.recipe, data: manifest.data },
      ...(split ? { split } : {}),
      ...(quantization ? { quantization } : {}),
      ...(golden && answers ? { golden } : {}),
      ...said,
      // Those of training are of another classifier.
      metrics: changed.heldOut ? { heldOut: { linear: changed.heldOut.accuracy } } : {},
      calibration: { temperature },
      ...(labelSets ? { labelSets } : {}),
      ...(unknown ? { unknown } : {}),
      ...(drift ? { drift: drift.record } : {}),
      classes: {
        ...classes,
        answering: 'ridge',
        photos: statistics.photos.map((own) => own.length / statistics.width),
        temperature,
        ...(identity === undefined ? {} : { encoder: identity }),
        changed,
      },
    },
    files,
  );
}
