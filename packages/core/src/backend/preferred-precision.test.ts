import { expect, it } from 'vitest';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { measurePrecisions, preferredPrecision } from './preferred-precision.js';

it('measures every precision the engine has and leaves nothing on it', async () => {
  const engine = await createNativeEngine();
  const before = engine.liveHandles();
  const rates = await measurePrecisions(engine);
  expect(Object.keys(rates)).toEqual([...engine.precisions]);
  for (const rate of Object.values(rates)) expect(rate).toBeGreaterThan(0);
  expect(engine.liveHandles()).toBe(before);
  expect(engine.precisions).toContain(await preferredPrecision(engine));
});

it('answers float32 without measuring where there is nothing else', async () => {
  const engine = { ...(await createNativeEngine()), precisions: ['float32'] as const };
  expect(await preferredPrecision(engine)).toBe('float32');
});
