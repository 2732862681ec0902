/**
 * TensorFlow's colour adjustments (`tf.image.adjust_*`), in place on one picture: float32 [S, S, 3] RGB in 0..255. Nothing is clipped on
 * the way, as in TensorFlow: `clipPixels` is a step of its own.
 */

/** `tf.image.adjust_brightness`. @param delta of the range of 0..1. */
export function addBrightness(image: Float32Array, delta: number): void {
  const shift = delta * 255;
  for (let at = 0; at < image.length; at++) image[at]! += shift;
}

/** Brightness as a factor, as SimCLR's second version and torchvision have it. */
export function scaleBrightness(image: Float32Array, factor: number): void {
  for (let at = 0; at < image.length; at++) image[at]! *= factor;
}

/** `tf.image.adjust_contrast`: away from the mean of each channel. */
export function adjustContrast(image: Float32Array, factor: number): void {
  let [red, green, blue] = [0, 0, 0];
  for (let at = 0; at < image.length; at += 3) {
    red += image[at]!;
    green += image[at + 1]!;
    blue += image[at + 2]!;
  }
  const share = ((1 - factor) * 3) / image.length;
  red *= share;
  green *= share;
  blue *= share;
  for (let at = 0; at < image.length; at += 3) {
    image[at] = image[at]! * factor + red;
    image[at + 1] = image[at + 1]! * factor + green;
    image[at + 2] = image[at + 2]! * factor + blue;
  }
}

/** `tf.image.adjust_saturation`: scales S of HSV, kept in 0..1. Hue and value stay, so each channel moves along its distance from the
 * largest one. */
export function adjustSaturation(image: Float32Array, factor: number): void {
  for (let at = 0; at < image.length; at += 3) {
    const red = image[at]!;
    const green = image[at + 1]!;
    const blue = image[at + 2]!;
    const value = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const least = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    if (value === least) continue;
    // Nothing but black and below has no saturation: it becomes grey, as TensorFlow's kernel makes it.
    const saturation = value > 0 ? (value - least) / value : 0;
    const wanted = saturation * factor;
    const ratio = saturation > 0 ? (wanted < 1 ? (wanted > 0 ? wanted : 0) : 1) / saturation : 0;
    image[at] = value - (value - red) * ratio;
    image[at + 1] = value - (value - green) * ratio;
    image[at + 2] = value - (value - blue) * ratio;
  }
}

/** `tf.image.adjust_hue`: turns H of HSV. @param turns 1 is a full circle. */
export function adjustHue(image: Float32Array, turns: number): void {
  const shift = (turns - Math.floor(turns)) * 6;
  for (let at = 0; at < image.length; at += 3) {
    const red = image[at]!;
    const green = image[at + 1]!;
    const blue = image[at + 2]!;
    const most = red > green ? (red > blue ? red : blue) : green > blue ? green : blue;
    const least = red < green ? (red < blue ? red : blue) : green < blue ? green : blue;
    const chroma = most - least;
    if (chroma === 0) continue;
    // 0 red, 2 green, 4 blue.
    let hue = shift;
    if (most === red) hue += (green - blue) / chroma;
    else if (most === green) hue += 2 + (blue - red) / chroma;
    else hue += 4 + (red - green) / chroma;
    if (hue < 0) hue += 6;
    else if (hue >= 6) hue -= 6;
    image[at] = least + chroma * unit(Math.abs(hue - 3) - 1);
    image[at + 1] = least + chroma * unit(2 - Math.abs(hue - 2));
    image[at + 2] = least + chroma * unit(2 - Math.abs(hue - 4));
  }
}

/** `tf.image.rgb_to_grayscale` in all three channels. */
export function toGreyscale(image: Float32Array): void {
  for (let at = 0; at < image.length; at += 3)
    image[at] = image[at + 1] = image[at + 2] = 0.2989 * image[at]! + 0.587 * image[at + 1]! + 0.114 * image[at + 2]!;
}

/** To 0..255. */
export function clipPixels(image: Float32Array): void {
  for (let at = 0; at < image.length; at++) {
    const value = image[at]!;
    if (value < 0) image[at] = 0;
    else if (value > 255) image[at] = 255;
  }
}

function unit(value: number): number {
  return value < 0 ? 0 : value > 1 ? 1 : value;
}
