/**
 * Operations that map each value by a table of its own, in place on one picture: float32 [S, S, 3] in 0..255, rounded to whole values.
 * Definitions are those of Pillow's ImageOps, as AutoAugment (arXiv:1805.09501) uses them.
 */

/** 255 - value. */
export function invert(image: Float32Array): void {
  for (let at = 0; at < image.length; at++) image[at] = 255 - image[at]!;
}

/** Inverts values from the threshold on. @param threshold 0..256; 256 changes nothing. */
export function solarize(image: Float32Array, threshold: number): void {
  for (let at = 0; at < image.length; at++) {
    const value = image[at]!;
    if (value >= threshold) image[at] = 255 - value;
  }
}

/** Adds to what is below the threshold, at most to 255. @param amount 0..255 */
export function solarizeAdd(image: Float32Array, amount: number, threshold = 128): void {
  for (let at = 0; at < image.length; at++) {
    const value = image[at]!;
    if (value < threshold) image[at] = value + amount > 255 ? 255 : value + amount;
  }
}

/** Keeps the upper bits. @param bits 0..8 */
export function posterize(image: Float32Array, bits: number): void {
  const mask = 256 - 2 ** (8 - bits);
  for (let at = 0; at < image.length; at++) image[at] = (image[at]! + 0.5) & mask;
}

/** Stretches each channel from its own darkest and brightest value to 0..255. */
export function autoContrast(image: Float32Array): void {
  const table = new Float32Array(256);
  for (let channel = 0; channel < 3; channel++) {
    let [low, high] = [Infinity, -Infinity];
    for (let at = channel; at < image.length; at += 3) {
      const value = image[at]!;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    low = Math.round(low);
    high = Math.round(high);
    if (high <= low) continue;
    const scale = 255 / (high - low);
    for (let value = 0; value < 256; value++) table[value] = Math.min(255, Math.max(0, Math.trunc(value * scale - low * scale)));
    lookUp(image, channel, table);
  }
}

/** Makes the histogram of each channel flat. */
export function equalize(image: Float32Array): void {
  const histogram = new Int32Array(256);
  const table = new Float32Array(256);
  const total = image.length / 3;
  for (let channel = 0; channel < 3; channel++) {
    histogram.fill(0);
    for (let at = channel; at < image.length; at += 3) histogram[(image[at]! + 0.5) | 0]!++;
    let last = 255;
    while (histogram[last] === 0) last--;
    const step = Math.floor((total - histogram[last]!) / 255);
    // A channel of one value, or too small a picture for a step of one pixel.
    if (step === 0) continue;
    let sum = Math.floor(step / 2);
    for (let value = 0; value < 256; value++) {
      table[value] = Math.min(255, Math.floor(sum / step));
      sum += histogram[value]!;
    }
    lookUp(image, channel, table);
  }
}

function lookUp(image: Float32Array, channel: number, table: Float32Array): void {
  for (let at = channel; at < image.length; at += 3) image[at] = table[(image[at]! + 0.5) | 0]!;
}
