import { createHash } from 'node:crypto';
import type { BroughtEncoder } from '../adopt/bring-encoder.js';
import type { RunConfig } from './run-folder.js';

/** What a run's config keeps of an encoder that was brought. */
export function broughtConfig({ encoder, preprocessing, imageSize, adopted }: BroughtEncoder): NonNullable<RunConfig['brought']> {
  const { mean, std } = preprocessing;
  return {
    encoder,
    preprocessing: { mean: [...mean], std: [...std] },
    imageSize,
    sha256: createHash('sha256').update(adopted).digest('hex'),
  };
}
