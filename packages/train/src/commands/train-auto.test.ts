import { expect, it } from 'vitest';
import { createReporter } from '../console/reporter.js';
import { autoAsked } from './train-auto.js';
import type { TrainFlags } from './train-start.js';

const asked = (flags: Partial<TrainFlags>) =>
  autoAsked({ backend: 'auto', freeze: true, int8: true, ...flags }, 'nowhere', createReporter());

it('is what photos without a recipe are for, and what its name asks for', async () => {
  const defaults = { data: 'photos', name: undefined, seed: 0, skipBad: false, deterministic: false, minutes: 5, scratch: false };
  expect(await asked({ data: 'photos' })).toEqual(defaults);
  expect(await asked({ recipe: 'auto', data: 'photos', minutes: 9, scratch: true, seed: 3, name: 'Mine' })).toEqual({
    ...defaults,
    ...{ minutes: 9, scratch: true, seed: 3, name: 'mine' },
  });
  expect(await asked({ data: 'photos', until: 'probe' })).toEqual({ ...defaults, until: 'probe' });
});

it('leaves other recipes alone', async () => {
  expect(await asked({ recipe: 'quick', data: 'photos' })).toBeUndefined();
  expect(await asked({})).toBeUndefined();
});

it.each<[Partial<TrainFlags>, RegExp]>([
  [{ recipe: 'auto' }, /needs --data/],
  [{ recipe: 'quick', minutes: 3 }, /^--minutes does not go with a recipe other than auto/],
  [{ recipe: 'quick', data: 'photos', until: 'probe' }, /^--until does not go with a recipe other than auto/],
  [{ until: 'probe', encoder: 'e.onnx', data: 'photos' }, /^--until does not go with a recipe other than auto/],
  [{ data: 'photos', checkpointActivations: true }, /^--checkpoint-activations does not go with recipe auto/],
  [{ data: 'photos', dryRun: true }, /^--dry-run does not go with recipe auto/],
  [{ data: 'photos', init: 'imagenet' }, /^--init does not go with recipe auto.*such as finetune/],
])('refuses %j', async (flags, message) => {
  await expect(asked(flags)).rejects.toMatchObject({ code: 'USAGE', message: expect.stringMatching(message) as string });
});
