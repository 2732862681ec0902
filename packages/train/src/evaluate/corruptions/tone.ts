/** One picture uint8 [S, S, 3], brighter, in place: V of HSV is raised, hue and saturation stay. @param amount of a range of 1 */
export function brighten(image: Uint8ClampedArray, amount: number): void {
  for (let at = 0; at < image.length; at += 3) {
    const value = Math.max(image[at]!, image[at + 1]!, image[at + 2]!);
    const wanted = Math.min(255, value + 255 * amount);
    for (let channel = 0; channel < 3; channel++) image[at + channel] = value === 0 ? wanted : (image[at + channel]! * wanted) / value;
  }
}

/** One picture uint8 [S, S, 3], flatter, in place: towards the mean of each channel. @param left share of the contrast that stays */
export function flatten(image: Uint8ClampedArray, left: number): void {
  for (let channel = 0; channel < 3; channel++) {
    let mean = 0;
    for (let at = channel; at < image.length; at += 3) mean += image[at]!;
    mean /= image.length / 3;
    for (let at = channel; at < image.length; at += 3) image[at] = (image[at]! - mean) * left + mean;
  }
}
