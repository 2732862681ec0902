import { readFile, stat } from 'node:fs/promises';
import type { WeightMap } from '@supcon/core';
import { TrainError } from '../errors.js';
import { readPickle } from './pickle.js';
import { isTensor, pyTorchRules, type PyTorchStorage, type PyTorchTensor } from './pytorch-tensors.js';
import { MOST_TIMES_THE_FILE, mostBytesOf, readPyTorchZip } from './pytorch-zip.js';
import { stridedValues } from './strided-values.js';
import { DTYPE_BYTES, toFloat32 } from './to-float32.js';

/** First number of a file in the old form. */
const MAGIC = 0x1950a86a20f9469cfc6cn;
const OLD_FORMAT = 1001;

/** What one file may be, in bytes: it is read at once. */
const LARGEST_FILE = 2 ** 31 - 1;

/** Where training programs keep the weights among other things. */
const NESTED = ['state_dict', 'model_state_dict', 'model'];

/** Raw bytes of each storage, little-endian. */
export type StorageBytes = (storage: PyTorchStorage) => Buffer;

/** The tensors of a file that `torch.save` wrote, in its old form (a chain of pickles and raw storages) or as a zip archive, without running anything: see
 * `readPickle` and `pyTorchRules`. State dicts inside of `state_dict` or `model` are found; what is no tensor is left out.
 * @throws TrainError BAD_CHECKPOINT naming what is refused, or for a file that is damaged or has no tensors. */
export async function readPyTorch(path: string): Promise<WeightMap> {
  const fail = (why: string, cause?: unknown): TrainError =>
    new TrainError('BAD_CHECKPOINT', `weights: ${path} cannot be read as tensors of PyTorch: ${why}. ${ADVICE}`, { cause });
  const { size } = await stat(path);
  if (size > LARGEST_FILE) throw fail(`it has ${size} bytes, more than ${LARGEST_FILE}`);
  const bytes = await readFile(path);
  const { value, storage } =
    bytes.subarray(0, 2).toString('latin1') === 'PK' ? await readPyTorchZip(bytes, fail) : readOldForm(bytes, fail);
  const found = stateDictOf(value);
  if (!found) throw fail('it holds no dictionary of tensors');
  return materialise(found, storage, bytes.length, fail);
}

const ADVICE =
  'Where it is whole and yours, write its tensors alone: torch.save(model.state_dict(), path), or safetensors.torch.save_file(model.state_dict(), path)';

function readOldForm(bytes: Buffer, fail: (why: string) => TrainError): { value: unknown; storage: StorageBytes } {
  const rules = pyTorchRules(fail);
  let at = 0;
  const next = (): unknown => {
    const { value, end } = readPickle(bytes, at, rules);
    at = end;
    return value;
  };
  if (next() !== MAGIC || next() !== OLD_FORMAT) throw fail('it is a pickle, but not of torch.save');
  const system = next();
  if (system instanceof Map && system.get('little_endian') === false)
    throw fail('it was written on a machine whose numbers begin at the other end');
  // Storages are known by what tensors say of them; the bytes come behind the list of their keys.
  const declared = new Map<string, PyTorchStorage>();
  const { value, end } = readPickle(bytes, at, {
    ...rules,
    outside: (reference) => {
      const storage = rules.outside(reference) as PyTorchStorage;
      declared.set(storage.key, storage);
      return storage;
    },
  });
  at = end;
  const keys = next();
  if (!Array.isArray(keys)) throw fail('the list of its storages is missing');
  const places = new Map<string, Buffer>();
  for (const key of keys) {
    const storage = typeof key === 'string' ? declared.get(key) : undefined;
    if (!storage) throw fail('it lists a storage that no tensor uses');
    if (at + 8 > bytes.length) throw fail('it is cut off');
    const count = bytes.readBigUInt64LE(at);
    if (count !== BigInt(storage.count)) throw fail(`storage ${storage.key} has ${count} values, not ${storage.count}`);
    const last = at + 8 + storage.count * DTYPE_BYTES[storage.dtype];
    if (last > bytes.length) throw fail('it is cut off');
    places.set(storage.key, bytes.subarray(at + 8, last));
    at = last;
  }
  return {
    value,
    storage: ({ key }) => {
      const place = places.get(key);
      if (!place) throw fail(`storage ${key} is missing`);
      return place;
    },
  };
}

/** The dictionary with tensors among its values: this one, or one that it holds where training programs put it. */
function stateDictOf(value: unknown, depth = 0): ReadonlyMap<unknown, unknown> | undefined {
  if (!(value instanceof Map) || depth > NESTED.length) return undefined;
  for (const name of NESTED) {
    const inner = stateDictOf(value.get(name), depth + 1);
    if (inner) return inner;
  }
  return [...value.values()].some(isTensor) ? value : undefined;
}

function materialise(
  tensors: ReadonlyMap<unknown, unknown>,
  storage: StorageBytes,
  fileBytes: number,
  fail: (why: string) => TrainError,
): WeightMap {
  const weights: WeightMap = new Map();
  let left = mostBytesOf(fileBytes);
  for (const [name, tensor] of tensors) {
    if (typeof name !== 'string' || !isTensor(tensor)) continue;
    const size = tensor.shape.reduce((a, b) => a * b, 1);
    left -= 4 * size;
    if (left < 0) throw fail(`its tensors are more than ${MOST_TIMES_THE_FILE} times as large as the file`);
    weights.set(name, { shape: tensor.shape, data: size === 0 ? new Float32Array(0) : valuesOf(tensor, storage, fail) });
  }
  return weights;
}

function valuesOf(
  { storage, offset, shape, strides }: PyTorchTensor,
  bytesOf: StorageBytes,
  fail: (why: string) => TrainError,
): Float32Array {
  const bytes = bytesOf(storage);
  const each = DTYPE_BYTES[storage.dtype];
  if (bytes.length !== storage.count * each)
    throw fail(`storage ${storage.key} has ${bytes.length} bytes, not ${storage.count} values of ${each}`);
  const span = 1 + shape.reduce((sum, size, axis) => sum + (size - 1) * strides[axis]!, 0);
  return stridedValues(toFloat32(storage.dtype, bytes.subarray(offset * each, (offset + span) * each)), shape, strides);
}
