/** Channels as MobileNets and EfficientNets round them: the nearest multiple of 8, at least 8 and not more than a tenth below. */
export function multipleOf8(channels: number): number {
  const nearest = Math.max(8, Math.floor((channels + 4) / 8) * 8);
  return nearest < 0.9 * channels ? nearest + 8 : nearest;
}
