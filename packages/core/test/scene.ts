import sharp, { type Sharp } from 'sharp';

/** A picture with what photos have: soft colour all over, edges, fine texture. The same for the same size. @returns RGB */
export function scene(width: number, height: number): Sharp {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const [u, v] = [x / width, y / height];
      const inside = (u - 0.55) ** 2 + (v - 0.45) ** 2 < 0.08;
      const texture = 18 * Math.sin(x * 0.9 + 3 * v) * Math.sin(y * 0.7);
      const colour = inside ? [205 - 60 * v, 120 + 50 * u, 60 + 40 * Math.sin(9 * u)] : [70 + 90 * u, 110 + 70 * v, 150 - 60 * u * v];
      colour.forEach((value, channel) => {
        data[(y * width + x) * 3 + channel] = Math.min(255, Math.max(0, Math.round(value + texture)));
      });
    }
  return sharp(data, { raw: { width, height, channels: 3 } });
}
