import { expect, it } from 'vitest';
import { createNativeEngine } from '../engine/native/native-engine.js';
import { createParameter } from '../units/parameter.js';
import { moveParameters } from './move-parameters.js';

it('moves only what has a gradient and a rate, and frees every gradient, also when a move throws', async () => {
  const engine = await createNativeEngine();
  const [moving, frozen, idle] = ['moving', 'frozen', 'idle'].map((name) => createParameter(engine, name, Float32Array.of(1), [1], true));
  frozen!.rate = 0;
  const give = (): void => {
    for (const parameter of [moving!, frozen!]) parameter.gradient = engine.upload(Float32Array.of(2), [1]);
  };
  const moved: string[] = [];
  give();
  moveParameters(engine, [moving!, frozen!, idle!], (parameter, gradient) => {
    moved.push(parameter.name);
    parameter.value = engine.descend(parameter.value, gradient, 1);
  });
  expect(moved).toEqual(['moving']);
  expect(await engine.download(moving!.value)).toEqual(Float32Array.of(-1));
  expect([moving!.gradient, frozen!.gradient]).toEqual([undefined, undefined]);
  expect(engine.liveHandles()).toBe(3);

  give();
  expect(() => {
    moveParameters(engine, [moving!], () => {
      throw new Error('no');
    });
  }).toThrow('no');
  expect(moving!.gradient).toBeUndefined();
  // Three values and the gradient of the parameter that was not handed over.
  expect(engine.liveHandles()).toBe(4);
  engine.dispose();
});
