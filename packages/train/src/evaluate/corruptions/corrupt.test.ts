import { describe, expect, it } from 'vitest';
import { createRng } from '@supcon/core';
import { corrupt } from './corrupt.js';
import { CORRUPTION_KINDS } from './severity.js';

/** Like a photo at any side: detail of every size, the finer the fainter. */
function painted(side: number): Uint8Array {
  const rng = createRng(1, 'waves');
  const waves = Array.from({ length: 40 }, (_, at) => {
    const cycles = 1.2 ** at % (side / 2);
    const turn = rng.between(0, Math.PI);
    return {
      x: (2 * Math.PI * cycles * Math.cos(turn)) / side,
      y: (2 * Math.PI * cycles * Math.sin(turn)) / side,
      height: 50 / cycles,
      phase: rng.between(0, 6),
    };
  });
  return Uint8Array.from({ length: side * side * 3 }, (_, at) => {
    const [y, x] = [Math.floor(at / 3 / side), Math.floor(at / 3) % side];
    const value = waves.reduce((sum, wave) => sum + wave.height * Math.sin(wave.x * x + wave.y * y + wave.phase + 0.5 * (at % 3)), 120);
    return Math.min(235, Math.max(20, Math.round(value)));
  });
}

/** Peak signal-to-noise ratio in dB. */
const psnr = (a: Uint8Array, b: Uint8Array): number => {
  const error = a.reduce((sum, value, at) => sum + (value - b[at]!) ** 2, 0) / a.length;
  return 10 * Math.log10(255 ** 2 / error);
};
const mean = (image: Uint8Array): number => image.reduce((sum, value) => sum + value, 0) / image.length;

describe.each([64, 112])('at %i px', (side) => {
  it.each(CORRUPTION_KINDS)('%s is worse at every strength, and keeps the brightness unless that is its business', async (kind) => {
    const image = painted(side);
    let last = 50;
    for (const strength of [1, 2, 3, 4, 5]) {
      const result = await corrupt(image, side, { kind, strength, seed: 3 });
      expect(result.length).toBe(image.length);
      const own = psnr(result, image);
      expect(own, `strength ${strength}`).toBeLessThan(last);
      last = own;
      if (kind !== 'brightness') expect(Math.abs(mean(result) - mean(image))).toBeLessThan(8);
    }
    expect(last).toBeGreaterThan(5);
  });
});

it('repeats itself for a seed, in one go or in batches, and draws each picture anew', async () => {
  const side = 24;
  const image = painted(side);
  const three = new Uint8Array(3 * image.length);
  for (let n = 0; n < 3; n++) three.set(image, n * image.length);
  const given = three.slice();
  for (const kind of CORRUPTION_KINDS) {
    const options = { kind, strength: 5, seed: 11 };
    const all = await corrupt(three, side, options);
    expect(three).toEqual(given);
    expect(await corrupt(three, side, options)).toEqual(all);
    const last = await corrupt(image, side, { ...options, first: 2 });
    expect(last).toEqual(all.slice(2 * image.length));
    if (kind.endsWith('noise') || kind === 'motion-blur') {
      expect(last).not.toEqual(all.slice(0, image.length));
      expect(await corrupt(three, side, { ...options, seed: 12 })).not.toEqual(all);
    }
  }
});

it('refuses what does not exist, with what to write instead', async () => {
  const image = new Uint8Array(4 * 4 * 3);
  const refused = (options: object, length = image.length): Promise<unknown> =>
    corrupt(image.subarray(0, length), 4, { kind: 'jpeg', strength: 1, seed: 0, ...options });
  await expect(refused({ kind: 'snow' })).rejects.toThrow('kind must be one of gaussian-noise, shot-noise');
  await expect(refused({ strength: 6 })).rejects.toThrow('whole number from 1 to 5, got 6');
  await expect(refused({}, 47)).rejects.toThrow('47 values are no whole number of pictures of 4 x 4 x 3');
});
