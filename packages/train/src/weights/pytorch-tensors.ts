import type { TrainError } from '../errors.js';
import { isName, isTuple, type PickleRules } from './pickle.js';
import type { SafetensorsDtype } from './to-float32.js';

/** Values of one kind that lie somewhere in the file; tensors are views of them. */
export interface PyTorchStorage {
  readonly kind: 'storage';
  readonly key: string;
  readonly dtype: SafetensorsDtype;
  /** Values, not bytes. */
  readonly count: number;
}

/** A view of a storage. Offset and strides in values. */
export interface PyTorchTensor {
  readonly kind: 'tensor';
  readonly storage: PyTorchStorage;
  readonly offset: number;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
}

/** PyTorch's names of storages, each of one dtype. */
const STORAGES: Readonly<Record<string, SafetensorsDtype>> = {
  'torch.FloatStorage': 'F32',
  'torch.DoubleStorage': 'F64',
  'torch.HalfStorage': 'F16',
  'torch.BFloat16Storage': 'BF16',
  'torch.LongStorage': 'I64',
  'torch.IntStorage': 'I32',
  'torch.ShortStorage': 'I16',
  'torch.CharStorage': 'I8',
  'torch.ByteStorage': 'U8',
  'torch.BoolStorage': 'BOOL',
};

const CALLS: Readonly<Record<string, (parameters: readonly unknown[], fail: (why: string) => TrainError) => unknown>> = {
  'collections.OrderedDict': ordered,
  'torch._utils._rebuild_tensor_v2': rebuildTensor,
  'torch._utils._rebuild_parameter': ([tensor]) => tensor,
  'torch.Size': ([sizes]) => sizes,
  // Where a tensor was: here everything is in memory.
  'torch.device': () => null,
};

/** PyTorch's own limit of dimensions. */
const MOST_DIMENSIONS = 64;

/** What a file of `torch.save` may ask for when it holds tensors: each of these names is answered by plain data, and no other is known.
 * @param fail see `PickleRules`. */
export function pyTorchRules(fail: (why: string) => TrainError): PickleRules {
  return {
    fail,
    knows: (name) => Object.hasOwn(STORAGES, name) || Object.hasOwn(CALLS, name),
    call: (name, parameters) => {
      if (!Object.hasOwn(CALLS, name)) throw fail(`it calls ${name}, which is none to call`);
      return CALLS[name]!(parameters, fail);
    },
    outside: (reference) => storageOf(reference, fail),
  };
}

/** Whether a value of a pickle is a tensor. */
export function isTensor(value: unknown): value is PyTorchTensor {
  return hasKind(value, 'tensor');
}

/** ('storage', kind, key, device, count), and behind it, in the old form, of which larger storage it is a part. */
function storageOf(reference: unknown, fail: (why: string) => TrainError): PyTorchStorage {
  const [word, kind, key, , count, view = null] = isTuple(reference) ? reference.items : [];
  const dtype = isName(kind) && Object.hasOwn(STORAGES, kind.name) ? STORAGES[kind.name] : undefined;
  if (word !== 'storage' || dtype === undefined || typeof key !== 'string' || !isSize(count))
    throw fail('it refers to something outside that is no storage of numbers');
  if (view !== null)
    throw fail('its storages are parts of each other, as only PyTorch before 0.4 wrote them; save it again with a newer one');
  return { kind: 'storage', key, dtype, count };
}

function rebuildTensor(parameters: readonly unknown[], fail: (why: string) => TrainError): PyTorchTensor {
  const [storage, offset, shape, strides] = parameters;
  const sizes = isTuple(shape) ? shape.items : [];
  const steps = isTuple(strides) ? strides.items : [];
  if (!hasKind(storage, 'storage') || !isSize(offset) || !sizes.every(isSize) || !steps.every(isSize) || sizes.length !== steps.length)
    throw fail('it has a tensor without storage, shape or strides');
  if (sizes.length > MOST_DIMENSIONS) throw fail(`it has a tensor of ${sizes.length} dimensions`);
  const { count } = storage as PyTorchStorage;
  const empty = sizes.includes(0);
  const last = offset + sizes.reduce<number>((sum, size, axis) => sum + (size - 1) * steps[axis]!, 0);
  if (!empty && !(last < count)) throw fail(`it has a tensor [${sizes.join(', ')}] that reaches beyond its storage of ${count} values`);
  return { kind: 'tensor', storage: storage as PyTorchStorage, offset, shape: sizes, strides: steps };
}

function ordered([pairs]: readonly unknown[], fail: (why: string) => TrainError): Map<unknown, unknown> {
  if (pairs === undefined) return new Map();
  if (!Array.isArray(pairs) || !pairs.every(isTuple)) throw fail('it has a dictionary that is no list of pairs');
  return new Map(pairs.map(({ items: [key, value] }) => [key, value] as const));
}

function hasKind(value: unknown, kind: string): boolean {
  return typeof value === 'object' && value !== null && (value as { kind?: unknown }).kind === kind;
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
