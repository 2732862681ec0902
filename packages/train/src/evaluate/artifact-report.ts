import { UNKNOWN_SCORES, type LabelledEmbeddings, type LinearClassifier, type UnknownScoreName } from '@supcon/core';
import type { Artifact, UnknownDetection } from '@supcon/core/artifact';
import { decodingOf } from '@supcon/core/image';
import { openDataSet } from '../data/data-set.js';
import type { Reporter } from '../console/reporter.js';
import { corruptionAccuracy, type CorruptionScores } from './corruption-accuracy.js';
import { embedImages } from './embed-images.js';
import type { PictureEncoder } from './picture-encoder.js';
import { evaluateEmbeddings, type EvaluationReport } from './evaluate-embeddings.js';
import { findLabelIssues, type LabelIssueFindings } from './label-issue-file.js';
import { scoreUnknown, type UnknownScores } from './unknown-detection.js';

/** How the test pictures were told from the trained ones. */
export interface ReportedData {
  readonly fingerprint: string;
  /** Whether the artifact was trained on these very pictures. */
  readonly trainedOn: boolean;
  readonly seed: number;
  readonly validation: number;
  readonly test: number;
}

/** Everything that embeddings of a data folder tell of an artifact. */
export interface ArtifactReport {
  readonly data: ReportedData;
  readonly report: EvaluationReport;
  /** Pictures of classes that were never trained, against the test pictures. */
  readonly unknown?: Record<UnknownScoreName, UnknownScores> & {
    readonly images: number;
    /** The score that is asked where only one is. */
    readonly method: UnknownScoreName;
    /** Whose thresholds and reference: the artifact's own, or fitted on the data as the report's are. */
    readonly detectors: 'artifact' | 'data';
    /** Scores that an artifact with thresholds of its own lacks: theirs are fitted on the data. */
    readonly lacking: readonly UnknownScoreName[];
  };
  readonly labelIssues?: LabelIssueFindings;
  /** Of the report's linear classifier on spoilt test pictures. */
  readonly corruptions?: CorruptionScores;
}

/** What an artifact is measured with, on which data. */
export interface ArtifactReportOptions {
  readonly encoder: PictureEncoder;
  readonly artifact: Artifact;
  readonly data: string;
  readonly cacheFolder: string;
  /** Whether the data say themselves which pictures are for the test. */
  readonly ownTestSplit: boolean;
  readonly skipBad: boolean;
  readonly reporter: Reporter;
  readonly falseAlarmRate?: number;
  readonly labelIssues: boolean;
  /** [N, D] embeddings of pictures of classes that were never trained. */
  readonly unknown?: Float32Array;
  readonly corruptions: boolean;
}

/** What recipes split by when they do not say: for artifacts that do not tell. */
export const USUAL_SPLIT = { seed: 0, validation: 0.1, test: 0.2 } as const;

/** Embeds a data folder, split as the artifact's training was, and measures.
 * @throws TrainError NOT_FOUND, BAD_IMAGES; BAD_DATA for a folder that cannot be split. */
export async function reportOnArtifact(options: ArtifactReportOptions): Promise<ArtifactReport> {
  const { encoder, artifact, reporter, skipBad, cacheFolder, falseAlarmRate } = options;
  const { imageSize, split = USUAL_SPLIT } = artifact.manifest;
  const { seed, ...shares } = split;
  const recipe = { imageSize, cacheSize: imageSize, split: shares };
  const data = await openDataSet(options.data, {
    ...{ recipe, seed, skipBad, cacheFolder, reporter },
    decoding: decodingOf(artifact.manifest.preprocessing),
  });
  try {
    const trainedOn = data.fingerprint === artifact.manifest.data.fingerprint;
    noteOrigin(reporter, trainedOn, options.ownTestSplit || artifact.manifest.split !== undefined);
    const { train, validation, test } = data.split;
    const all = [...train, ...validation, ...test];
    const task = reporter.task('Embedding', all.length, 'images');
    const embeddings = await embedImages(encoder, data.evaluation, all, (done) => {
      task.update(done);
    }).finally(() => {
      task.stop();
    });
    const width = encoder.embeddingSize;
    const part = (begin: number, indices: readonly number[]): LabelledEmbeddings => ({
      embeddings: embeddings.subarray(begin * width, (begin + indices.length) * width),
      labels: Int32Array.from(indices, (index) => data.classes[index]!),
    });
    const tested = part(train.length + validation.length, test);
    const { report, classifier, detection } = evaluateEmbeddings({
      train: part(0, train),
      validation: part(train.length, validation),
      test: tested,
      labels: data.labels,
      seed,
      ...(falseAlarmRate === undefined ? {} : { falseAlarmRate }),
    });
    const scores = { encoder, data, classifier, clean: report.linear.accuracy, seed, reporter };
    const corruptions = options.corruptions ? await corruptionAccuracy(scores) : undefined;
    return {
      data: { fingerprint: data.fingerprint, trainedOn, seed, validation: split.validation, test: split.test },
      report,
      ...(options.unknown === undefined
        ? {}
        : { unknown: await askUnknown(artifact, { detection, classifier }, tested.embeddings, options.unknown) }),
      ...(options.labelIssues
        ? {
            labelIssues: findLabelIssues(
              part(0, all),
              all.map((index) => data.paths[index]!),
              data.labels,
              seed,
            ),
          }
        : {}),
      ...(corruptions === undefined ? {} : { corruptions }),
    };
  } finally {
    await data.close();
  }
}

/** The artifact's own scores, as they would serve, where it has them. */
async function askUnknown(
  artifact: Artifact,
  fitted: { readonly detection: UnknownDetection; readonly classifier: LinearClassifier },
  known: Float32Array,
  unknown: Float32Array,
): Promise<NonNullable<ArtifactReport['unknown']>> {
  const reference = await artifact.loadReference();
  const thresholds = artifact.manifest.unknown;
  const own =
    reference && thresholds ? scoreUnknown({ reference, thresholds }, await artifact.loadClassifier(), known, unknown) : undefined;
  const all = { ...scoreUnknown(fitted.detection, fitted.classifier, known, unknown), ...own };
  return {
    ...(all as Record<UnknownScoreName, UnknownScores>),
    images: unknown.length / artifact.manifest.embeddingSize,
    method: (own && thresholds ? thresholds : fitted.detection.thresholds).method,
    detectors: own ? 'artifact' : 'data',
    lacking: own ? UNKNOWN_SCORES.filter((name) => own[name] === undefined) : [],
  };
}

function noteOrigin(reporter: Reporter, trainedOn: boolean, testKnown: boolean): void {
  if (!trainedOn)
    reporter.note(
      "These are not the pictures that the artifact was trained on: the report's classifiers are fitted on their own training part.",
    );
  else if (!testKnown)
    reporter.note(
      'Warning: neither the folder nor the artifact says which pictures were kept for the test: the split of seed 0 is assumed. After another seed the report counts trained pictures as test pictures.',
    );
}
