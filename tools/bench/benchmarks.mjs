import { measureClasses } from './classes/measure-classes.mjs';
import { measureDecode } from './decode/measure-decode.mjs';
import { measureEmbed } from './embed/measure-embed.mjs';
import { measureFinetune } from './finetune/measure-finetune.mjs';
import { measureInfer } from './infer/measure-infer.mjs';
import { measureMemory } from './memory/measure-memory.mjs';
import { measureSearch } from './search/measure-search.mjs';
import { measureServe } from './serve/measure-serve.mjs';
import { measureTrainEpoch } from './train-epoch/measure-train-epoch.mjs';
import { measureTrainStep } from './train-step/measure-train-step.mjs';
import { measureTrainWasm } from './train-wasm/measure-train-wasm.mjs';
import { measureWebgpu } from './webgpu/measure-webgpu.mjs';

/**
 * @typedef {object} BenchmarkOptions
 * @property {string} root the repository
 * @property {NodeJS.ProcessEnv} env
 * @property {(text: string) => void} say what is going on, to stderr
 * @property {string} machine
 * @property {number} rounds
 * @property {number} steps measured repetitions inside each measurement; of serve and search: seconds of requests
 * @property {number} batch images a step; of search: vectors
 * @property {number} size side of an image in pixels; of classes: features of a photo
 * @property {string} [only] what the names of the wanted figures contain
 */

/**
 * @typedef {object} Benchmark
 * @property {string} about
 * @property {readonly string[]} projects that must be built
 * @property {Readonly<Partial<Record<'steps' | 'batch' | 'size', number>>>} defaults of the options that it takes
 * @property {boolean} [parts] whether it can measure only some of its figures
 * @property {(options: BenchmarkOptions) => Promise<import('./make-figure.mjs').Figure[]>} measure
 */

/** @type {Readonly<Record<string, Benchmark>>} */
export const BENCHMARKS = {
  'train-step': {
    about: 'one SupCon step of ResNet-50 beside Keras and PyTorch: images/s and peak memory, float32 and bfloat16',
    projects: ['core'],
    defaults: { steps: 5, batch: 64, size: 128 },
    parts: true,
    measure: measureTrainStep,
  },
  finetune: {
    about:
      'one SupCon step of EfficientNet-Lite0 beside PyTorch, by batch and by pretrained statistics: images/s and peak memory, float32 and bfloat16',
    projects: ['core'],
    defaults: { steps: 5, batch: 64, size: 160 },
    parts: true,
    measure: measureFinetune,
  },
  'train-epoch': {
    about:
      'whole epochs of ResNet-18 from photos on disk, two views each, beside PyTorch with torchvision: views/s, and its share of the step alone',
    projects: ['train'],
    defaults: { steps: 3, batch: 128, size: 96 },
    measure: measureTrainEpoch,
  },
  'train-wasm': {
    about: "one SupCon step of ResNet-18 in WebAssembly with the processor's threads, beside one thread and TensorFlow: images/s",
    projects: ['core'],
    defaults: { steps: 5, batch: 32, size: 64 },
    measure: measureTrainWasm,
  },
  webgpu: {
    about:
      "one SupCon step of ResNet-50, and of ResNet-18 at 3/4 of the size, on a GPU through WebGPU, and single convolutions, with our shaders and with TensorFlow.js's: images/s, share of the float32 peak, GFLOP/s",
    projects: ['core'],
    defaults: { steps: 5, batch: 64, size: 128 },
    parts: true,
    measure: measureWebgpu,
  },
  memory: {
    about: 'peak memory of ResNet-50 steps: batch 64 to 1024, activations kept, computed again, in chunks; float32 and bfloat16',
    projects: ['core'],
    defaults: { steps: 3, size: 128 },
    parts: true,
    measure: measureMemory,
  },
  decode: {
    about: 'small and 12-megapixel photos to pixels beside Pillow, sharp and libjpeg-turbo, and batches out of the cache: images/s',
    projects: ['train'],
    defaults: { steps: 3, batch: 64, size: 80 },
    measure: measureDecode,
  },
  embed: {
    about:
      '1,000 photos from disk to embeddings of EfficientNet-Lite0, beside a bare loop of sharp and ONNX Runtime and beside PyTorch with Pillow: photos/s',
    projects: ['train'],
    defaults: { steps: 3, size: 224 },
    measure: measureEmbed,
  },
  classes: {
    about: 'a class added to 5, 50 and 500 classes and taken out by arithmetic, beside a fit of all photos and scikit-learn: milliseconds',
    projects: ['core'],
    defaults: { steps: 15, size: 1280 },
    measure: measureClasses,
  },
  infer: {
    about: 'a frozen ResNet-50 beside Keras, PyTorch and OpenVINO with the same weights: milliseconds for 1 and 32 images',
    projects: ['server'],
    defaults: { steps: 20, size: 128 },
    measure: measureInfer,
  },
  serve: {
    about:
      'classify over HTTP with 1, 8 and 64 connections, and with 512 that ask again at once, beside a bare loop of decoding and inference and beside FastAPI: requests/s and milliseconds',
    projects: ['server'],
    defaults: { steps: 6, size: 112 },
    measure: measureServe,
  },
  search: {
    about:
      'vectors as encoders give them, 128 and 512 numbers each, indexed and searched by each addon, beside FAISS and usearch: vectors/s, queries/s at equal recall, memory, filtered and over HTTP',
    projects: ['server'],
    defaults: { steps: 20, batch: 100_000 },
    measure: measureSearch,
  },
};
