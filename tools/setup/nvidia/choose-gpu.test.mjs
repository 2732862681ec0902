import { chmodSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { readPins } from '../tensorflow/pins.mjs';
import { chooseGpu } from './choose-gpu.mjs';

/**
 * @param {string} line that the driver answers
 * @param {NodeJS.ProcessEnv} [env]
 */
async function choose(line, env = {}) {
  const bin = mkdtempSync(path.join(tmpdir(), 'supcon-smi-'));
  writeFileSync(path.join(bin, 'nvidia-smi'), `#!/bin/bash\necho '${line}'\n`);
  chmodSync(path.join(bin, 'nvidia-smi'), 0o755);
  let said = '';
  const taken = await chooseGpu({
    env: { PATH: `${bin}:${process.env['PATH'] ?? ''}`, ...env },
    pins: readPins(),
    say: (text) => (said += text),
  });
  return { taken, said };
}

const OLD = 'GeForce RTX 2080, 8192, 470.57.02, 7.5';

it('takes the GPU build for a GPU that it runs on, and names it', async () => {
  expect(await choose('NVIDIA L4, 23034, 550.54.15, 8.9')).toEqual({
    taken: true,
    said: 'set-up: NVIDIA L4, 22.5 GiB, driver 550.54.15, compute capability 8.9',
  });
});

it('keeps to the CPU with a driver that is too old, and says which one is needed', async () => {
  const { taken, said } = await choose(OLD);
  expect(taken).toBe(false);
  expect(said).toMatch(
    /driver 470\.57\.02 of GeForce RTX 2080 is too old: CUDA 12\.5 needs 525\.60\.13 or newer; training runs on the CPU\n {2}to mend it: install/,
  );
});

it('takes it all the same for who asked for it by name', async () => {
  const { taken, said } = await choose(OLD, { SUPCON_TENSORFLOW: 'gpu' });
  expect(taken).toBe(true);
  expect(said).toContain('it will compute on the CPU');
});

it('leaves the decision to TensorFlow when the driver does not describe its GPU', async () => {
  expect(await choose('')).toEqual({ taken: true, said: expect.stringContaining('nvidia-smi lists no GPU') });
});

it.each(['cpu', 'off'])('asks nothing with SUPCON_TENSORFLOW=%s', async (wanted) => {
  expect(await choose(OLD, { SUPCON_TENSORFLOW: wanted })).toEqual({ taken: false, said: '' });
});
