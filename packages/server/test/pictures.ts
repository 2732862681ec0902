import sharp from 'sharp';
import { uniforms } from './tiny-artifact.js';

/** A small picture of coloured blocks, another one for every seed. */
export async function makePicture(seed: number, format: 'jpeg' | 'png' | 'webp' = 'png', size = 48): Promise<Buffer> {
  const uniform = uniforms(seed);
  const blocks = 4;
  const colours = Uint8Array.from({ length: blocks * blocks * 3 }, () => Math.floor(uniform() * 256));
  return sharp(colours, { raw: { width: blocks, height: blocks, channels: 3 } })
    .resize(size, size, { kernel: 'nearest' })
    .toFormat(format)
    .toBuffer();
}
