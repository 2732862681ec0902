import { readFile } from 'node:fs/promises';
import { Dataset, File, Group, ready } from 'h5wasm';
import type { Weight, WeightMap } from '@supcon/core';
import { TrainError } from '../errors.js';

/** Nesting that no saved model comes near: a group may contain itself. */
const MAX_DEPTH = 32;

/** Names of a layer's variables by their number, for files that only count them. */
const BATCH_NORM_VARIABLES = ['gamma', 'beta', 'moving_mean', 'moving_variance'];
const KERNEL_VARIABLES = ['kernel', 'bias'];

let files = 0;

/** The weights of a Keras model, named `<layer>/<variable>` as in Keras: `conv1_bn/gamma`. Reads `model.save('x.h5')` and `save_weights` of Keras 2 and 3,
 * and `.weights.h5`, where variables are only counted: of a layer with four vectors they are taken for batch normalisation's.
 *
 * The file is decoded by libhdf5 in WebAssembly from a copy in its memory, so that links in it reach nothing outside.
 * @throws TrainError BAD_CHECKPOINT for a damaged file, one without weights, or two layers of one name. */
export async function readHdf5(path: string): Promise<WeightMap> {
  const damaged = (why: string, cause?: unknown): TrainError =>
    new TrainError('BAD_CHECKPOINT', `weights: ${path} cannot be read as Keras weights: ${why}`, { cause });
  const library = await ready;
  library.activate_throwing_error_handler();
  const name = `/weights-${++files}.h5`;
  library.FS.writeFile(name, await readFile(path));
  try {
    const file = new File(name, 'r');
    try {
      const tensors: WeightMap = new Map();
      const root = file.keys().includes('model_weights') ? file.get('model_weights') : file;
      collect(root instanceof Group ? root : file, [], tensors, damaged);
      if (tensors.size === 0) throw damaged('it holds no float tensors');
      return tensors;
    } finally {
      file.close();
    }
  } catch (cause) {
    if (cause instanceof TrainError) throw cause;
    throw damaged(`it is damaged or cut off (${firstLine(cause)})`, cause);
  } finally {
    library.FS.unlink(name);
  }
}

function collect(group: Group, path: readonly string[], tensors: WeightMap, damaged: (why: string) => TrainError): void {
  if (path.length > MAX_DEPTH) throw damaged(`groups lie ${MAX_DEPTH} deep in each other`);
  const variables: [string, Weight][] = [];
  for (const key of group.keys()) {
    // What training needs beside the weights.
    if (path.length === 0 && /^optimizer|^_?metrics/.test(key)) continue;
    const entry = group.get(key);
    if (entry instanceof Group) collect(entry, [...path, key], tensors, damaged);
    else if (entry instanceof Dataset) {
      const weight = readDataset(entry);
      if (weight) variables.push([key, weight]);
    }
  }
  const layer = path.at(-1) === 'vars' ? counted(group, path, variables) : { name: path.at(-1) ?? '', variables };
  for (const [variable, weight] of layer.variables) {
    const full = `${layer.name}/${variable.replace(/:\d+$/, '')}`;
    if (tensors.has(full)) throw damaged(`two tensors are called ${full}; save the model without nesting one in another`);
    tensors.set(full, weight);
  }
}

/** `.weights.h5` counts a layer's variables in the order in which the layer made them; the layer's own name is an attribute. */
function counted(
  group: Group,
  path: readonly string[],
  variables: readonly [string, Weight][],
): { name: string; variables: [string, Weight][] } {
  const attribute: unknown = group.attrs['name']?.value;
  const name = typeof attribute === 'string' ? attribute : (path.at(-2) ?? '');
  const ranks = variables.map(([, { shape }]) => shape.length);
  const names =
    variables.length === 4 && ranks.every((rank) => rank === 1)
      ? BATCH_NORM_VARIABLES
      : variables.length <= 2 && (ranks[0] ?? 0) >= 2
        ? KERNEL_VARIABLES
        : [];
  return { name, variables: variables.map(([number, weight]) => [names[Number(number)] ?? number, weight]) };
}

function readDataset(dataset: Dataset): Weight | undefined {
  const values = dataset.value;
  const shape = dataset.shape ?? [];
  if (values instanceof Float32Array) return { shape, data: values };
  if (values instanceof Float64Array) return { shape, data: Float32Array.from(values) };
  if (typeof values === 'number') return { shape, data: Float32Array.of(values) };
  return undefined;
}

function firstLine(cause: unknown): string {
  return (cause instanceof Error ? cause.message : String(cause)).trim().split('\n').at(-1) ?? '';
}
