import { QUANTIZATION_LIMIT, type Manifest } from '@supcon/core/artifact';
import { expect, it } from 'vitest';
import { reasonAgainst } from './add-eight-bits.js';

const measured = ({ otherwise = 0, mean = 0.999, float32 = 4, int8 = 2 } = {}): Parameters<typeof reasonAgainst>[0] => {
  const quantization: NonNullable<Manifest['quantization']> = {
    of: { name: 'flowers', version: 1 },
    calibrationImages: 512,
    validation: { images: 200, agreement: (200 - otherwise) / 200, cosine: { mean, lowest: 0.9 } },
    limit: { ...QUANTIZATION_LIMIT },
  };
  return { quantization, milliseconds: { float32, int8 } };
};

it('takes one that loses little and is faster', () => {
  expect(reasonAgainst(measured())).toBeUndefined();
  expect(reasonAgainst(measured({ otherwise: 4 }))).toBeUndefined();
});

it('says how many pictures were given another class, and the limit', () => {
  expect(reasonAgainst(measured({ otherwise: 5 }))).toBe(
    'of 200 validation pictures it gives 5 another class, mean cosine 0.9990 (the limit: at most 2.0 % of 20 or more validation pictures in another class, a mean cosine of 0.95)',
  );
  expect(reasonAgainst(measured({ mean: 0.94 }))).toContain('mean cosine 0.9400');
});

it('leaves out one that is hardly faster here, or whose time is no number', () => {
  expect(reasonAgainst(measured({ float32: 2.3, int8: 2 }))).toBe(
    'one picture takes 2.00 ms in 8 bits and 2.30 ms in float32 on this machine',
  );
  expect(reasonAgainst(measured({ int8: Number.NaN }))).toContain('NaN ms in 8 bits');
});
