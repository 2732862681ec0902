import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, isAbsolute, resolve, sep } from 'node:path';
import { describeOnnx, inlineExternalData, type OnnxDescription } from '@supcon/core';
import { CoreError } from '@supcon/core/errors';
import { TrainError } from '../errors.js';

/** An ONNX file as it was brought, whole. */
export interface EncoderFile {
  /** Without its folder. */
  readonly name: string;
  /** With the tensors that lay in files beside it. */
  readonly model: Uint8Array;
  /** Of those bytes. */
  readonly sha256: string;
  readonly description: OnnxDescription;
}

/** One ONNX file can be no larger: its form counts bytes in 31 bits. */
const LARGEST = 2 ** 31 - 1;

/** Reads an ONNX file, and the files beside it that hold tensors of it.
 * @param largest bytes in all. Default what one ONNX file can hold.
 * @throws TrainError NOT_FOUND, BAD_ENCODER_FILE. */
export async function readEncoderFile(path: string, largest = LARGEST): Promise<EncoderFile> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new TrainError('NOT_FOUND', `encoder: there is no file ${path}`, { cause });
  });
  if (found.isDirectory()) throw bad(path, 'it is a folder; give the .onnx file in it');
  assertSize(path, found.size, largest);
  const bytes = await readFile(path);
  const { externalFiles } = describe(path, bytes);
  const model = externalFiles.length === 0 ? bytes : await takeIn(path, bytes, externalFiles, largest);
  return { name: basename(path), model, sha256: createHash('sha256').update(model).digest('hex'), description: describe(path, model) };
}

function describe(path: string, bytes: Uint8Array): OnnxDescription {
  try {
    return describeOnnx(bytes);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw bad(path, `${error.message}. ${adviceFor(path)}`, error);
  }
}

async function takeIn(path: string, bytes: Uint8Array, names: readonly string[], largest: number): Promise<Uint8Array> {
  const folder = dirname(resolve(path));
  const files = new Map<string, Uint8Array>();
  let total = bytes.length;
  for (const name of names) {
    const file = resolve(folder, name);
    if (isAbsolute(name) || !file.startsWith(folder + sep))
      throw bad(path, `it keeps tensors in ${name}, which lies outside its folder; they must lie beside it`);
    const found = await stat(file).catch((cause: unknown) => {
      throw bad(path, `its tensors lie in ${name}, which is not beside it; copy that file there too`, cause);
    });
    total += found.size;
    assertSize(path, total, largest);
    files.set(name, await readFile(file));
  }
  try {
    return inlineExternalData(bytes, files);
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    throw bad(path, error.message, error);
  }
}

function assertSize(path: string, bytes: number, largest: number): void {
  if (bytes <= largest) return;
  throw bad(
    path,
    `with its tensors it has ${(bytes / 1e9).toFixed(1)} GB, and an artifact keeps an encoder in one ONNX file, which holds at most ${(largest / 1e9).toFixed(1)} GB; export it in float16, or take a smaller one`,
  );
}

/** What to do about files that hold an encoder in a form that is not ONNX. */
function adviceFor(path: string): string {
  if (/\.(pth?|pt|safetensors|ckpt|bin)$/.test(path))
    return 'It looks like weights of PyTorch: export the model with torch.onnx.export, or train from the weights with --init where the encoder is one of ours';
  if (/\.(h5|keras|pb|tflite)$/.test(path)) return 'It looks like a model of TensorFlow: python -m tf2onnx.convert makes ONNX of it';
  return 'Wanted is a file that torch.onnx.export, optimum-cli export onnx or tf2onnx wrote; was it downloaded whole?';
}

function bad(path: string, reason: string, cause?: unknown): TrainError {
  return new TrainError('BAD_ENCODER_FILE', `encoder ${path}: ${reason}`, { cause });
}
