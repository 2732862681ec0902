import { describeVectorIndex } from '../../../test/vector-index-conformance.js';
import { createMemoryIndexes } from './memory-vector-indexes.js';

describeVectorIndex('memory', () => Promise.resolve(createMemoryIndexes()), { least: 1 });
