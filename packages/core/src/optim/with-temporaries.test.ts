import { expect, it } from 'vitest';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { withTemporaries } from './with-temporaries.js';

it('frees what was kept and answers the result, also when the formula throws', async () => {
  const engine = await createNativeEngine();
  const x = engine.upload(Float32Array.of(3), [1]);
  const y = withTemporaries(engine, (keep) => engine.squareRoot(keep(engine.addScalar(keep(engine.multiply(x, x)), 16))));
  expect(await engine.download(y)).toEqual(Float32Array.of(5));
  expect(engine.liveHandles()).toBe(2);
  expect(() =>
    withTemporaries(engine, (keep) => {
      keep(engine.scale(x, 2));
      throw new Error('half way');
    }),
  ).toThrow('half way');
  expect(engine.liveHandles()).toBe(2);
  engine.dispose();
});
