import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { exportForeignEncoder, type ForeignEncoderPlan } from '@supcon/core';
import { writeFileAtomic } from '@supcon/core/files';
import { TrainError } from '../errors.js';
import { fitTimmTensors } from './fit-timm-tensors.js';
import { readWeightsFile } from './read-weights-file.js';
import { recogniseTimm, type RecogniseTimmOptions } from './recognise-timm.js';
import { defaultPreparation, describePreparation, readTimmConfig, type PicturePreparation } from './timm-preprocessing.js';

/** What is converted, and where to. */
export interface ConvertTimmOptions extends RecogniseTimmOptions {
  /** Weights as timm saves them. */
  readonly path: string;
  /** The new ONNX model; `<name>.preprocessing.json` comes beside it. */
  readonly out: string;
  /** timm's config.json. Default: the one beside the weights, if there is one. */
  readonly config?: string | undefined;
}

/** What came of it. */
export interface ConvertedTimm {
  readonly architecture: string;
  readonly plan: ForeignEncoderPlan;
  /** The file's names of what the encoder has no use for. */
  readonly leftOut: readonly string[];
  readonly out: string;
  readonly bytes: number;
  readonly preprocessing: { readonly path: string; readonly from: string; readonly content: PicturePreparation };
}

/** One ONNX file is one message of protocol buffers, and Node reads a file at once: neither may be larger. */
const LARGEST_BYTES = 2 ** 31 - 1;

/** Writes an encoder of timm as an ONNX model, float32 [N, S, S, 3] -> `features` [N, D], and beside it how pictures become its pixels.
 * @throws TrainError NOT_FOUND, USAGE, BAD_CHECKPOINT as `readWeightsFile`, `recogniseTimm`, `fitTimmTensors` and `readTimmConfig`; nothing is written then. */
export async function convertTimm(options: ConvertTimmOptions): Promise<ConvertedTimm> {
  const { path, out } = options;
  const size = (await stat(path).catch(() => undefined))?.size ?? 0;
  if (size > LARGEST_BYTES) throw tooLarge(path, size);
  const file = await readWeightsFile(path);
  const { architecture, plan } = recogniseTimm(file.tensors, path, options);
  const { tensors, leftOut } = fitTimmTensors(plan, file.tensors, architecture, path);
  const values = [...tensors.values()].reduce((sum, { data }) => sum + data.byteLength, 0);
  if (values > LARGEST_BYTES) throw tooLarge(path, values);
  const { preparation, from } = await preparationOf(options, plan, architecture);
  const content = describePreparation(plan.imageSize, preparation);
  const model = exportForeignEncoder(plan, tensors);
  const beside = `${out.replace(/\.onnx$/, '')}.preprocessing.json`;
  await writeFileAtomic(beside, `${JSON.stringify(content, null, 2)}\n`);
  await writeFileAtomic(out, model);
  return { architecture, plan, leftOut, out, bytes: model.length, preprocessing: { path: beside, from, content } };
}

async function preparationOf(
  { path, config }: ConvertTimmOptions,
  plan: ForeignEncoderPlan,
  architecture: string,
): Promise<{ readonly preparation: Awaited<ReturnType<typeof readTimmConfig>>; readonly from: string }> {
  const beside = join(dirname(path), 'config.json');
  const found = config ?? ((await stat(beside).catch(() => undefined))?.isFile() === true ? beside : undefined);
  if (found !== undefined) return { preparation: await readTimmConfig(found, plan.kind), from: found };
  const preparation = defaultPreparation(plan);
  if (!preparation)
    throw new TrainError(
      'USAGE',
      `weights: which pixels the ${architecture} in ${path} was trained on, its weights do not tell, and timm's differ. ` +
        "Put the model's config.json beside the file, or give it as --config.",
    );
  return {
    preparation,
    from: `timm's defaults for ${plan.kind === 'convnext' ? 'ConvNeXts' : 'DINOv2'} (the config.json of the weights, given as --config, may know better)`,
  };
}

function tooLarge(path: string, bytes: number): TrainError {
  return new TrainError('BAD_CHECKPOINT', `weights: ${path} has ${bytes} bytes of weights; at most ${LARGEST_BYTES} are converted`);
}
