import type { Rng } from '@supcon/core';
import { valueNoise } from './value-noise.js';

/** A surface behind the objects, as mixing values [size · size], 0..1, between two colours. */
export type Texture = (rng: Rng, size: number) => Float32Array;

/** Every pixel from its position, 0..1 on both axes. */
function perPixel(size: number, value: (x: number, y: number, index: number) => number): Float32Array {
  return Float32Array.from({ length: size * size }, (_, index) => {
    const mixed = value((index % size) / size, Math.floor(index / size) / size, index);
    return Math.min(1, Math.max(0, mixed));
  });
}

const gradient: Texture = (rng, size) => {
  const angle = rng.between(0, 2 * Math.PI);
  const [x0, y0] = [Math.cos(angle), Math.sin(angle)];
  return perPixel(size, (x, y) => 0.5 + (x - 0.5) * x0 + (y - 0.5) * y0);
};

const spotlight: Texture = (rng, size) => {
  const [x0, y0, reach] = [rng.between(0.2, 0.8), rng.between(0.2, 0.8), rng.between(0.6, 1)];
  return perPixel(size, (x, y) => Math.hypot(x - x0, y - y0) / reach);
};

const plaster: Texture = (rng, size) => {
  const cells = rng.between(3, 9);
  const noise = valueNoise(rng, { size, cellsX: cells, cellsY: cells, octaves: 4 });
  return perPixel(size, (_x, _y, index) => 0.5 + (noise[index]! - 0.5) * 2.2);
};

const wood: Texture = (rng, size) => {
  const grain = valueNoise(rng, { size, cellsX: 1.5, cellsY: 12, octaves: 4 });
  const planks = 2 + rng.integer(3);
  const rings = rng.between(4, 9);
  const offsets = Array.from({ length: planks }, () => rng.between(-0.2, 0.2));
  const upright = rng.uniform() < 0.5;
  return perPixel(size, (x, y, index) => {
    const across = upright ? x : y;
    const source = upright ? Math.round(x * size) * size + Math.round(y * size) : index;
    const plank = Math.floor(across * planks);
    const seam = (across * planks) % 1 < 0.03 ? 0.5 : 0;
    return 0.5 + offsets[plank]! + 0.25 * Math.sin(2 * Math.PI * (grain[source]! * rings)) + (grain[source]! - 0.5) + seam;
  });
};

const cloth: Texture = (rng, size) => {
  const angle = rng.between(0, Math.PI);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const stripes = rng.between(4, 11);
  const checked = rng.uniform() < 0.5;
  const weave = valueNoise(rng, { size, cellsX: 40, cellsY: 40, octaves: 2 });
  const wave = (t: number): number => Math.min(1, Math.max(0, 0.5 + 2.5 * Math.sin(2 * Math.PI * t)));
  return perPixel(size, (x, y, index) => {
    const along = wave((x * cos + y * sin) * stripes);
    const across = checked ? wave((y * cos - x * sin) * stripes) : along;
    return (along + across) / 2 + (weave[index]! - 0.5) * 0.35;
  });
};

const tiles: Texture = (rng, size) => {
  const count = rng.between(3, 6);
  const brick = rng.uniform() < 0.5 ? 0.5 : 0;
  const joint = rng.between(0.04, 0.08);
  const tone = Float32Array.from({ length: 100 }, () => rng.between(0.1, 0.5));
  const grain = valueNoise(rng, { size, cellsX: 10, cellsY: 10, octaves: 3 });
  return perPixel(size, (x, y, index) => {
    const row = Math.floor(y * count * (brick > 0 ? 1.8 : 1));
    const v = (y * count * (brick > 0 ? 1.8 : 1)) % 1;
    const u = x * count + (row % 2) * brick;
    const edge = u % 1 < joint || v < joint ? 1 : tone[(row * 10 + Math.floor(u)) % 100]!;
    return edge + (grain[index]! - 0.5) * 0.3;
  });
};

const bokeh: Texture = (rng, size) => {
  const values = valueNoise(rng, { size, cellsX: 2, cellsY: 2, octaves: 2 }).map((value) => value * 0.35);
  const count = 8 + rng.integer(10);
  for (let light = 0; light < count; light++) {
    const [cx, cy, radius, strength] = [rng.between(0, size), rng.between(0, size), rng.between(0.04, 0.13) * size, rng.between(0.15, 0.5)];
    for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(size, cy + radius); y++)
      for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(size, cx + radius); x++) {
        const inside = Math.min(1, Math.max(0, (radius - Math.hypot(x - cx, y - cy)) / 3));
        values[y * size + x] = Math.min(1, values[y * size + x]! + strength * inside);
      }
  }
  return values;
};

const horizon: Texture = (rng, size) => {
  const line = rng.between(0.45, 0.75);
  const hills = rng.between(0.02, 0.08);
  const phase = rng.uniform();
  const ground = valueNoise(rng, { size, cellsX: 6, cellsY: 14, octaves: 4 });
  const sky = valueNoise(rng, { size, cellsX: 2, cellsY: 4, octaves: 4 });
  return perPixel(size, (x, y, index) => {
    const edge = line + hills * Math.sin(2 * Math.PI * (x * 1.3 + phase));
    return y > edge ? 0.75 + (ground[index]! - 0.5) * 0.9 : 0.2 * (y / edge) + (sky[index]! - 0.5) * 0.5;
  });
};

/** Every kind of surface, equally likely. */
export const TEXTURES: readonly Texture[] = [gradient, spotlight, plaster, wood, cloth, tiles, bokeh, horizon];
