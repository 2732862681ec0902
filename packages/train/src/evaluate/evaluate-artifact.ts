import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { linearLogits, selectEngine, softmaxProbabilities, type BackendChoice } from '@supcon/core';
import { readArtifact, type Artifact } from '@supcon/core/artifact';
import { writeFileAtomic } from '@supcon/core/files';
import { className, describeLeftOut, type Photo } from '@supcon/core/photos';
import { list } from '../data/list.js';
import { scanData } from '../data/scan-data.js';
import { TrainError } from '../errors.js';
import type { Reporter } from '../console/reporter.js';
import { reportOnArtifact, type ArtifactReport } from './artifact-report.js';
import { scoreCalibration, type CalibrationScores } from './calibration-scores.js';
import { accuracy, accuracyPerClass, balancedAccuracy } from './class-accuracy.js';
import { embedFiles } from './embed-files.js';
import { findPictures } from './find-pictures.js';
import { loadPictureEncoder } from './load-picture-encoder.js';
import type { PictureEncoder } from './picture-encoder.js';
import { describePredictions } from './prediction.js';
import { adviseRecalibration } from './lacking-promises.js';
import { scoreLabelSets, type LabelSetScores } from './label-set-scores.js';
import { writeLabelIssues } from './label-issue-file.js';

/** What to measure, on what. */
export interface EvaluateOptions {
  readonly artifact: string;
  readonly data: string;
  /** What the artifact itself classifies. `auto`: the test split where the folder has one, otherwise all. */
  readonly split: 'auto' | 'train' | 'validation' | 'test' | 'all';
  /** Where predictions go. */
  readonly out?: string;
  readonly backend: BackendChoice;
  readonly skipBad: boolean;
  readonly reporter: Reporter;
  /** Measure everything else as well; needs pictures to fit and to choose on. Default false. */
  readonly report?: boolean;
  /** For decoded pictures; needed with `report`. */
  readonly cacheFolder?: string;
  /** Where suspect labels go, as CSV and as JSON. Needs `report`. */
  readonly labelIssues?: string;
  /** A folder with pictures of classes that were never trained. Needs `report`. */
  readonly unknown?: string;
  /** Classify spoilt test pictures as well. Needs `report`. Default false. */
  readonly corruptions?: boolean;
  /** For the report's thresholds. Default 0.05. */
  readonly falseAlarmRate?: number;
}

/** What `supcon evaluate` found out; its parts are there where they were asked for and the data allow them. */
export interface Evaluation extends Partial<ArtifactReport> {
  readonly artifact: { readonly name: string; readonly version: number };
  /** Pictures that the artifact itself classified. */
  readonly images: number;
  readonly accuracy: number;
  /** Mean of `perClass`: a small class counts as much as a large one. */
  readonly balancedAccuracy: number;
  readonly perClass: Readonly<Record<string, number>>;
  /** Of the artifact's own label sets on those pictures, where it has any. */
  readonly labelSets?: readonly LabelSetScores[];
  /** Of the artifact's own probabilities on those pictures; `after` at the artifact's temperature, where it has one. */
  readonly calibration: { readonly before: CalibrationScores; readonly temperature?: number; readonly after?: CalibrationScores };
}

/** Runs a frozen artifact over a folder, from its own files: decoding, encoder (in float32; in 8 bits, or of somebody's own ONNX file, as the server runs it), classifier; and reports on its embeddings.
 * @throws CoreError BAD_ARTIFACT; TrainError NOT_FOUND, BAD_DATA, and BAD_IMAGES unless `skipBad`. */
export async function evaluateArtifact(options: EvaluateOptions): Promise<Evaluation> {
  const { reporter } = options;
  if (!existsSync(options.artifact))
    throw new TrainError(
      'NOT_FOUND',
      `no artifact lies at ${options.artifact}; artifacts are folders like .supcon/artifacts/<name>/<version>`,
    );
  const artifact = await readArtifact(options.artifact);
  const { manifest } = artifact;
  const advice = adviseRecalibration(manifest, 'RUN');
  if (advice !== undefined)
    reporter.note(`${manifest.classes?.changed ? 'Its classes were changed.' : 'This artifact is of an earlier version.'} ${advice}.`);
  // An artifact of an earlier version may have names as its disk wrote them.
  const labels = manifest.labels.map(className);
  const folder = await scanData(options.data, { skipBad: options.skipBad });
  const lost = folder.leftOut.filter(({ kind }) => kind === 'unreadable').map(describeLeftOut);
  if (lost.length > 0) reporter.note(`Warning: ${lost.length} files that cannot be opened are skipped:\n${list(lost)}`);
  const files = chooseFiles(folder.photos, options.split, options.data);
  const strange = [...new Set(files.map((file) => file.label))].filter((label) => !labels.includes(label));
  if (strange.length > 0)
    throw new TrainError('BAD_DATA', `the artifact does not know the classes ${strange.join(', ')}; it knows ${labels.join(', ')}`);
  const engine = await selectEngine({
    backend: options.backend,
    onNotice: (text) => {
      reporter.note(text);
    },
  });
  try {
    const classifier = await artifact.loadClassifier();
    const encoder = await loadPictureEncoder(artifact, engine);
    const paths = files.map((file) => resolve(folder.root, file.path));
    const names = files.map((file) => file.path);
    const { embeddings, indices } = await embed(options, encoder, artifact, 'Classifying', paths, names);
    const rows = indices.length;
    const classes = labels.length;
    const logits = linearLogits(classifier, embeddings, rows);
    const predictions = describePredictions(
      indices.map((index) => files[index]!),
      embeddings,
      softmaxProbabilities(logits, classes),
      labels,
    );
    const at = (label: string): number => labels.indexOf(label);
    const expected = Int32Array.from(predictions, (prediction) => at(prediction.expected));
    const predicted = predictions.map((prediction) => at(prediction.label));
    const temperature = manifest.calibration?.temperature;
    const perClass = accuracyPerClass(predicted, expected, labels);
    const evaluation: Evaluation = {
      artifact: { name: manifest.name, version: manifest.version },
      images: rows,
      accuracy: accuracy(predicted, expected),
      balancedAccuracy: balancedAccuracy(perClass),
      perClass,
      calibration: {
        before: scoreCalibration(logits, expected, classes, 1),
        ...(temperature === undefined ? {} : { temperature, after: scoreCalibration(logits, expected, classes, temperature) }),
      },
      ...(manifest.labelSets
        ? { labelSets: scoreLabelSets(softmaxProbabilities(logits, classes, temperature), expected, manifest.labelSets) }
        : {}),
      ...(options.report === true
        ? await report(
            options,
            encoder,
            artifact,
            folder.photos.some((file) => file.split === 'test'),
          )
        : {}),
    };
    await encoder.dispose();
    if (options.out !== undefined) await writeFileAtomic(options.out, `${JSON.stringify({ ...evaluation, predictions })}\n`);
    return evaluation;
  } finally {
    engine.dispose();
  }
}

/** The report, or nothing and a note where the data cannot be split and nothing was asked for that needs it. */
async function report(
  options: EvaluateOptions,
  encoder: PictureEncoder,
  artifact: Artifact,
  ownTestSplit: boolean,
): Promise<Partial<ArtifactReport>> {
  const { reporter, unknown, labelIssues, skipBad, falseAlarmRate } = options;
  if (options.cacheFolder === undefined) throw new TrainError('USAGE', 'a report needs a folder for decoded pictures');
  let strangers: Float32Array | undefined;
  if (unknown !== undefined) {
    const found = await findPictures(unknown);
    const paths = found.map((path) => join(unknown, path));
    strangers = (await embed(options, encoder, artifact, 'Embedding unknown', paths, paths)).embeddings;
  }
  try {
    const findings = await reportOnArtifact({
      encoder,
      artifact,
      data: options.data,
      cacheFolder: options.cacheFolder,
      ownTestSplit,
      skipBad,
      reporter,
      labelIssues: labelIssues !== undefined,
      corruptions: options.corruptions === true,
      ...(falseAlarmRate === undefined ? {} : { falseAlarmRate }),
      ...(strangers === undefined ? {} : { unknown: strangers }),
    });
    if (labelIssues !== undefined && findings.labelIssues) await writeLabelIssues(labelIssues, findings.labelIssues);
    return findings;
  } catch (error) {
    const asked = unknown !== undefined || labelIssues !== undefined || options.corruptions === true;
    if (asked || !(error instanceof TrainError) || error.code !== 'BAD_DATA') throw error;
    reporter.note(`No report beyond the artifact's own answers: ${error.message}`);
    return {};
  }
}

/** @throws TrainError BAD_IMAGES unless `skipBad`; BAD_DATA when nothing is left. */
async function embed(
  { reporter, skipBad }: EvaluateOptions,
  encoder: PictureEncoder,
  { manifest }: Artifact,
  title: string,
  paths: readonly string[],
  names: readonly string[],
): Promise<{ embeddings: Float32Array; indices: readonly number[] }> {
  const task = reporter.task(title, paths.length, 'images');
  const { embeddings, indices, bad } = await embedFiles(encoder, manifest, paths, names, (done) => {
    task.update(done);
  }).finally(() => {
    task.stop();
  });
  if (bad.length > 0 && !skipBad)
    throw new TrainError(
      'BAD_IMAGES',
      `${bad.length} files are not pictures that can be read:\n${list(bad, 200)}\nRepair or remove them, or add --skip-bad.`,
    );
  if (bad.length > 0) reporter.note(`Warning: ${bad.length} files that cannot be read are skipped:\n${list(bad)}`);
  if (indices.length === 0) throw new TrainError('BAD_DATA', `none of the ${paths.length} files can be read as a picture`);
  return { embeddings, indices };
}

function chooseFiles(files: readonly Photo[], split: EvaluateOptions['split'], data: string): readonly Photo[] {
  if (split === 'all') return files;
  const ofSplit = files.filter((file) => file.split === (split === 'auto' ? 'test' : split));
  if (ofSplit.length > 0) return ofSplit;
  if (split === 'auto') return files;
  throw new TrainError('BAD_DATA', `${data} has no ${split}/ folder with pictures; use --split all`);
}
