import type { Engine } from '@supcon/core';
import { DECODING, FIRST_DECODING } from '@supcon/core/image';
import { expect, it } from 'vitest';
import type { DataSet } from '../data/data-set.js';
import type { Run } from './run-folder.js';
import { goOnWith } from './start-run.js';

const engine = { precisions: ['float32'], device: 'a machine' } as unknown as Engine;
const data = (decoding: typeof DECODING): DataSet => ({ fingerprint: 'f', decoding }) as unknown as DataSet;
const run = (decoding: typeof DECODING | undefined): Run =>
  ({ folder: '/runs/a', config: { id: 'a', data: { root: '/d', fingerprint: 'f' }, precision: 'float32', decoding } }) as unknown as Run;

it('goes on with the pixels that a run began with, and with no others', () => {
  for (const own of [DECODING, FIRST_DECODING]) expect(goOnWith(run(own), data(own), engine).config.id).toBe('a');
  // A run of before that names no way.
  expect(goOnWith(run(undefined), data(FIRST_DECODING), engine).config.id).toBe('a');
  expect(() => goOnWith(run(DECODING), data(FIRST_DECODING), engine)).toThrow(
    /^run a began with pixels of decoding version 2, and here they would be of version 1: libjpeg-turbo cannot be used: .*supcon doctor/,
  );
});
