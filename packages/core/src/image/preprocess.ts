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
  const table = (channel: 0 | 1 | 2): Float32Array =>
    Float32Array.from({ length: 256 }, (_, value) => (value / 255 - constants.mean[channel]) / constants.std[channel]);
  // A table for each name, not one of three: that is looked up anew for each value, which takes half as long again.
  const [red, green, blue] = [table(0), table(1), table(2)];
  const out = new Float32Array(pixels.length);
  for (let i = 0; i < pixels.length; i += 3) {
    out[i] = red[pixels[i]!]!;
    out[i + 1] = green[pixels[i + 1]!]!;
    out[i + 2] = blue[pixels[i + 2]!]!;
  }
  return out;
}
