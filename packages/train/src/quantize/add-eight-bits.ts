import { isWithinLimit } from '@supcon/core/artifact';
import { describeLimit } from './describe-quantized.js';
import { withQuantized, type Quantized, type QuantizedEncoder, type QuantizeOptions } from './quantize-artifact.js';

/** What became of an encoder in 8 bits that nobody asked for: an artifact, or the reason why not. */
export type EightBits = { readonly quantized: Quantized } | { readonly reason: string };

/** How many times faster one picture has to be on this machine. */
const WORTHWHILE = 1.2;

/** Makes an artifact in 8 bits of one in float32 where it loses no more than its limit allows and is faster on this machine; otherwise nothing is left behind.
 * @param faster how many times, at least. Default 1.2.  @throws as `quantizeArtifact`. */
export function addEightBits(options: QuantizeOptions, faster: number = WORTHWHILE): Promise<EightBits> {
  return withQuantized(options, async (encoder, write): Promise<EightBits> => {
    const reason = reasonAgainst(encoder, faster);
    return reason === undefined ? { quantized: await write() } : { reason };
  });
}

/** @returns why the encoder in 8 bits is not used without being asked for; undefined where it is. */
export function reasonAgainst(
  { quantization, milliseconds }: Pick<QuantizedEncoder, 'quantization' | 'milliseconds'>,
  faster: number = WORTHWHILE,
): string | undefined {
  const { images, agreement, cosine } = quantization.validation;
  if (!isWithinLimit(quantization))
    return `of ${images} validation pictures it gives ${Math.round((1 - agreement) * images)} another class, mean cosine ${cosine.mean.toFixed(4)} (the limit: ${describeLimit(quantization)})`;
  if (!(milliseconds.float32 >= faster * milliseconds.int8))
    return `one picture takes ${milliseconds.int8.toFixed(2)} ms in 8 bits and ${milliseconds.float32.toFixed(2)} ms in float32 on this machine`;
  return undefined;
}
