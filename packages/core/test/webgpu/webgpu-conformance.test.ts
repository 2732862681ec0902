import { createTfjsEngine } from '../../src/engine/tfjs/tfjs-engine.js';
import { describeEngineConformance } from '../engine-conformance.js';

describeEngineConformance('tfjs webgpu', () => createTfjsEngine('webgpu'));
