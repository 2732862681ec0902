import { mergeConfig } from 'vitest/config';
import usual from './vitest.config.js';

export default mergeConfig(
  { ...usual, test: { ...usual.test, include: [] } },
  { test: { include: ['test/stateful/{collection-commands,linearizable-items}.ts'] } },
);
