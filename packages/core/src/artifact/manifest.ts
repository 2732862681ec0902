import { createHash } from 'node:crypto';
import { z } from 'zod';
import { CoreError } from '../errors.js';
import { UNKNOWN_SCORES } from '../eval/unknown-score.js';
import { encoderOptionsSchema } from '../plans/encoder-schema.js';
import { onnxEncoderSchema } from '../plans/onnx-encoder-schema.js';
import { classRecordSchema } from './class-record.js';
import { driftRecordSchema } from './drift-record.js';
import { goldenRecordSchema } from './golden-record.js';
import { quantizationLimitSchema } from './quantization-limit.js';

/** The only layout of artifact folders so far. */
export const ARTIFACT_FORMAT_VERSION = 1;

/** What lies in an artifact folder, by its path with `/`. All but the manifest are listed in it with size and sha256. */
export const ARTIFACT_FILES = {
  manifest: 'manifest.json',
  onnx: 'encoder.onnx',
  /** The training-side weights, in TensorFlow.js's form. */
  model: 'tfjs/model.json',
  weights: 'tfjs/weights.bin',
  /** The classifier alone, in the same form: where the encoder is an ONNX file of somebody's own, which has no training-side weights. */
  classifierModel: 'classifier/model.json',
  classifierWeights: 'classifier/weights.bin',
  /** What unknown pictures are told by, in the same form; only beside `unknown` in the manifest. */
  referenceModel: 'reference/model.json',
  referenceWeights: 'reference/weights.bin',
  /** What classes are added and taken out with; only beside `classes` in the manifest. Features of the photos in the same form, and the inverse of their Gram matrix:
   * float64, little-endian, lower triangle packed row by row, [(D + 1) (D + 2) / 2]. */
  classesModel: 'classes/model.json',
  classesWeights: 'classes/weights.bin',
  classesInverse: 'classes/inverse.bin',
  /** What the encoder answered to drawn pictures when it was frozen, in the same form; only beside `golden` in the manifest. */
  goldenModel: 'golden/model.json',
  goldenWeights: 'golden/weights.bin',
  /** The mean embedding of validation pictures, in the same form; only beside `drift` in the manifest. */
  driftModel: 'drift/model.json',
  driftWeights: 'drift/weights.bin',
} as const;

/** Names of the classifier's tensors among the weights of an artifact. */
export const CLASSIFIER_TENSORS = { weight: 'classifier.kernel', bias: 'classifier.bias' } as const;

/** A `Decoding`, as artifacts and runs write it down. */
export const decodingSchema = z.strictObject({ name: z.literal('lanczos3'), version: z.literal([1, 2]) });

const accuracy = z.number().min(0).max(1);
const triple = z.tuple([z.number(), z.number(), z.number()]);

/** `manifest.json` of an artifact folder: everything a reader must know before it opens another file. Unknown keys are refused. */
export const manifestSchema = z.strictObject({
  formatVersion: z.literal(ARTIFACT_FORMAT_VERSION),
  /** Letters, digits, `.`, `_` and `-`: it is a folder name too. */
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/),
  version: z.int().min(1),
  createdAt: z.iso.datetime(),
  /** What `planEncoder` is called with; or an encoder that was brought as an ONNX file, without weights in `tfjs/`. */
  encoder: z.discriminatedUnion('kind', [...encoderOptionsSchema.options, onnxEncoderSchema]),
  /** D. */
  embeddingSize: z.int().min(1),
  /** S: pictures go in as [N, S, S, 3]. */
  imageSize: z.int().min(8),
  preprocessing: z.strictObject({
    mean: triple,
    std: triple,
    /** The way from a file to pixels; without it the first one (`decodingOf`). */
    decoding: decodingSchema.optional(),
  }),
  /** Class names; logit c belongs to labels[c]. */
  labels: z.array(z.string().min(1)).min(1),
  loss: z.string(),
  recipe: z.string(),
  data: z.strictObject({ name: z.string(), fingerprint: z.string(), images: z.int().min(1) }),
  /** Accuracies by name, as in result.json. */
  metrics: z.record(z.string(), z.record(z.string(), accuracy)),
  /** How pictures were split where the folder leaves it open: with the data's fingerprint, enough to find the test pictures again. */
  split: z
    .looseObject({
      seed: z.int().min(0),
      validation: z.number(),
      test: z.number(),
      /** What was done with classes of too few pictures to take any out; `refuse` where it does not say. */
      smallClasses: z.enum(['refuse', 'train']).exactOptional(),
    })
    .optional(),
  /** Logits divided by `temperature` give probabilities that mean what they say (`fitTemperature` on validation). */
  calibration: z.strictObject({ temperature: z.number().positive() }).optional(),
  /** With it, sets of labels hold the right one as often as they promise (`labelSet`): of probabilities at the temperature above, set on validation. */
  labelSets: z
    .strictObject({
      /** Validation pictures. */
      images: z.int().min(1),
      /** Ascending: the probability before the right class, where that was not the most probable. */
      scores: z.array(z.number().min(0)),
      /** Of how many scores each one stands for. */
      every: z.int().min(1),
    })
    .optional(),
  /** When to answer "unknown": a value above its score's threshold. What the scores compare with lies in `reference/`. */
  unknown: z
    .strictObject({
      /** The score to ask where only one is asked. */
      method: z.enum(UNKNOWN_SCORES),
      /** Share of known validation pictures that the thresholds call unknown, at most. */
      falseAlarmRate: z.number().min(0).lt(1),
      /** Artifacts of before there were more scores have these two. */
      thresholds: z.strictObject({
        knn: z.number(),
        mahalanobis: z.number(),
        msp: z.number().exactOptional(),
        gen: z.number().exactOptional(),
        fdbd: z.number().exactOptional(),
        scale: z.number().exactOptional(),
        relativeMahalanobis: z.number().exactOptional(),
        nnGuide: z.number().exactOptional(),
      }),
      /** Which neighbour's distance is the score of `knn`. */
      k: z.int().min(1),
      /** Of the covariance behind `mahalanobis`. */
      shrinkage: accuracy,
      /** How `method` was chosen and what is to be expected of it; artifacts of before it was chosen lack it. */
      choice: z
        .strictObject({
          /** By leaving trained classes out in turn; or the default where there are too few classes or pictures for that. */
          by: z.enum(['left-out classes', 'default']),
          /** Of pictures of known classes, for the threshold of `method`. */
          expectedFalseAlarms: accuracy,
          /** Of `method`, mean over what was left out. */
          expectedAuroc: accuracy.exactOptional(),
          /** The same of every score. */
          aurocs: z.partialRecord(z.enum(UNKNOWN_SCORES), accuracy).exactOptional(),
        })
        .exactOptional(),
    })
    .optional(),
  /** How classes are added and taken out by arithmetic, with what lies in `classes/`. */
  classes: classRecordSchema.optional(),
  /** Of an encoder.onnx that computes in 8 bits (`quantizeOnnx`): how it was made and how near it is to the one in float32. The weights in `tfjs/` stay
   * those of the float32 one. */
  quantization: z
    .strictObject({
      /** The artifact that it was made of. */
      of: z.strictObject({ name: z.string(), version: z.int().min(1) }),
      /** Training pictures that the ranges of activations were taken from. */
      calibrationImages: z.int().min(1),
      /** On validation pictures. */
      validation: z.strictObject({
        images: z.int().min(1),
        /** Share of them that both encoders give the same class. */
        agreement: accuracy,
        /** Between the two embeddings of a picture. */
        cosine: z.strictObject({ mean: z.number(), lowest: z.number() }),
      }),
      /** What it may lose for it to be used without being asked for (`isWithinLimit`); artifacts of earlier versions say none, and wait to be asked for. */
      limit: quantizationLimitSchema.optional(),
    })
    .optional(),
  /** Pictures whose answers lie in `golden/`: whoever loads the encoder can see whether it still gives them. */
  golden: goldenRecordSchema.optional(),
  /** What the pictures that come later are compared with; the mean of the embeddings lies in `drift/`. */
  drift: driftRecordSchema.optional(),
  /** Every other file of the folder by its path with `/`. */
  files: z.record(z.string(), z.strictObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), bytes: z.int().min(0) })),
});

/** What `manifest.json` says, checked. */
export type Manifest = z.infer<typeof manifestSchema>;

/** What the manifest keeps of a file to know it again. */
export type FileRecord = Manifest['files'][string];

/** @param bytes the whole file. */
export function recordFile(bytes: Uint8Array): FileRecord {
  return { sha256: createHash('sha256').update(bytes).digest('hex'), bytes: bytes.length };
}

/** The files that a folder with this manifest cannot do without. */
export function requiredFiles({
  encoder,
  unknown,
  classes,
  golden,
  drift,
}: Pick<Manifest, 'encoder' | 'unknown' | 'classes' | 'golden' | 'drift'>): readonly string[] {
  const { onnx, model, weights, classifierModel, classifierWeights, referenceModel, referenceWeights } = ARTIFACT_FILES;
  const { classesModel, classesWeights, classesInverse, goldenModel, goldenWeights, driftModel, driftWeights } = ARTIFACT_FILES;
  const trained = encoder.kind === 'onnx' ? [classifierModel, classifierWeights] : [model, weights];
  return [
    onnx,
    ...trained,
    ...(unknown === undefined ? [] : [referenceModel, referenceWeights]),
    ...(classes === undefined ? [] : [classesModel, classesWeights, classesInverse]),
    ...(golden === undefined ? [] : [goldenModel, goldenWeights]),
    ...(drift === undefined ? [] : [driftModel, driftWeights]),
  ];
}

/** Checks what is to be written, or was read, against the schema.
 * @param where what an error begins with, such as `artifact DIR`.
 * @throws CoreError BAD_ARTIFACT naming every field that does not fit. */
export function checkManifest(where: string, value: unknown): Manifest {
  const parsed = manifestSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issues = parsed.error.issues.map((issue) => `${issue.path.map(String).join('.') || 'manifest'}: ${issue.message}`);
  throw new CoreError('BAD_ARTIFACT', `${where}: ${issues.join('; ')}`, { cause: parsed.error });
}
