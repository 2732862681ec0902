import { open, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { WeightMap } from '@supcon/core';
import { readArtifact } from '@supcon/core/artifact';
import { decodeSafetensors } from './safetensors.js';
import { TrainError } from '../errors.js';
import { readHdf5 } from './read-hdf5.js';
import { readPyTorch } from './read-pytorch.js';

/** Named tensors as somebody's program wrote them: names, shapes and layouts are that program's. */
export interface WeightsFile {
  readonly path: string;
  readonly format: 'safetensors' | 'pytorch' | 'keras' | 'artifact';
  readonly tensors: WeightMap;
}

const AGAIN = 'Download or write it again.';

/** Reads weights without running anything that is in the file: safetensors, PyTorch (`.pth`, `.pt`), Keras HDF5 (`.h5`, `.weights.h5`), or one of our artifact folders. What it is
 * is told by its content, not by its name. Values come back as float32.
 * @throws TrainError NOT_FOUND, BAD_CHECKPOINT for a file that is damaged or of a kind that cannot be read (with what to do);
 * CoreError BAD_ARTIFACT. */
export async function readWeightsFile(path: string): Promise<WeightsFile> {
  const found = await stat(path).catch((cause: unknown) => {
    if ((cause as NodeJS.ErrnoException).code === 'ENOENT')
      throw new TrainError('NOT_FOUND', `weights: there is no file ${path}`, { cause });
    throw cause;
  });
  if (found.isDirectory()) return { path, format: 'artifact', tensors: await readArtifactWeights(path) };
  const start = await firstBytes(path);
  if (start.subarray(0, 8).equals(HDF5_SIGNATURE)) return { path, format: 'keras', tensors: await readHdf5(path) };
  if (isPyTorch(path, start)) return { path, format: 'pytorch', tensors: await readPyTorch(path) };
  // The header's length may begin with any byte; behind it a JSON object starts.
  if (start[8] !== '{'.charCodeAt(0)) refuseOthers(path, start);
  return { path, format: 'safetensors', tensors: decodeSafetensors(await readFile(path), path, AGAIN).tensors };
}

async function readArtifactWeights(folder: string): Promise<WeightMap> {
  await stat(join(folder, 'manifest.json')).catch((cause: unknown) => {
    throw new TrainError(
      'NOT_FOUND',
      `weights: ${folder} is a folder without manifest.json; give a weights file or artifacts/<name>/<version>`,
      {
        cause,
      },
    );
  });
  return (await (await readArtifact(folder)).loadWeights()).weights;
}

const HDF5_SIGNATURE = Buffer.from('\x89HDF\r\n\x1a\n', 'latin1');

async function firstBytes(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(16), 0, 16, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

const ZIP_SIGNATURE = Buffer.from('PK\x03\x04', 'latin1');

/** A pickle, or a zip archive that is not Keras's; the length of a safetensors header may begin like a pickle. */
function isPyTorch(path: string, start: Buffer): boolean {
  if (start.subarray(0, 4).equals(ZIP_SIGNATURE)) return !path.endsWith('.keras');
  return start[0] === 0x80 && start[8] !== '{'.charCodeAt(0);
}

/** Says what to do about files that hold weights in a way that is not read here. */
function refuseOthers(path: string, start: Buffer): void {
  const refuse = (what: string, advice: string): never => {
    throw new TrainError('BAD_CHECKPOINT', `weights: ${path} is ${what}. ${advice}`);
  };
  if (start.subarray(0, 4).equals(ZIP_SIGNATURE))
    refuse('a Keras archive', `Take the weights out of it:\n  unzip -p ${quote(path)} model.weights.h5 > model.weights.h5`);
  if (/\.(onnx|tflite|pb)$/.test(path))
    refuse('a finished graph, not named weights', 'Save the weights as .safetensors (PyTorch) or .weights.h5 (Keras).');
}

function quote(path: string): string {
  return `'${path.replaceAll("'", String.raw`'\''`)}'`;
}
