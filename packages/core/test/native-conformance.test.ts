import { createNativeEngine } from '../src/engine/native/native-engine.js';
import { describeEngineConformance } from './engine-conformance.js';

describeEngineConformance('native', createNativeEngine, 'float32');
describeEngineConformance('native', createNativeEngine, 'bfloat16');
