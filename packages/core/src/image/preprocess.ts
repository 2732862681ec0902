/** Channel means and standard deviations of pixels in 0..1, RGB. */
export interface PreprocessingConstants {
  readonly mean: readonly [number, number, number];
  readonly std: readonly [number, number, number];
}

/** ImageNet's, as torchvision uses them. Artifacts record what they were trained with. */
export const PREPROCESSING: PreprocessingConstants = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** (pixel / 255 - mean) / std for each channel. Training, evaluation and the server all come through here.
 * @param pixels uint8 [..., 3] RGB.  @returns float32 of the same length. */
export function normaliseImage(pixels: Uint8Array, constants: PreprocessingConstants = PREPROCESSING): Float32Array {
  const table = constants.mean.map((mean, channel) =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - mean) / constants.std[channel]!),
  );
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i++) out[i] = table[i % 3]![pixels[i]!]!;
  return out;
}
