import { createNativeEngine } from '../src/engine/native/native-engine.js';
import { loadBinding } from '../src/engine/native/load-binding.js';
import { bindingWithoutOneDnn } from './binding-without-one-dnn.js';
import { countedBinding } from './counted-binding.js';
import { describeEngineConformance } from './engine-conformance.js';

describeEngineConformance('native', () => createNativeEngine(), 'float32');
describeEngineConformance('native', () => createNativeEngine(), 'bfloat16');
// With TensorFlow's operations alone, as where the project's own were not compiled.
describeEngineConformance('native without kernels', () => createNativeEngine(() => loadBinding(), false), 'float32');
describeEngineConformance('native without kernels', () => createNativeEngine(() => loadBinding(), false), 'bfloat16');
// As on older processors, where products of bfloat16 are computed in float32.
describeEngineConformance('native without oneDNN', () => createNativeEngine(bindingWithoutOneDnn, false), 'float32');
describeEngineConformance('native without oneDNN', () => createNativeEngine(bindingWithoutOneDnn, false), 'bfloat16');

// What the engine does on a GPU, computed by the CPU; in float32, as the CPU's kernels for explicit paddings sum up in bfloat16.
describeEngineConformance('native, as on a GPU', () => createNativeEngine(() => countedBinding(true).binding), 'float32');
