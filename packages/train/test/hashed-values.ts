/** `length` float32 values in [low, high), the same in every language: FNV-1a of the name as seed, MurmurHash3's finaliser over the index.
 * `fixtures/pretrained.py` has its twin. */
export function hashedValues(name: string, length: number, low: number, high: number): Float32Array {
  let seed = 0x811c9dc5;
  for (const byte of Buffer.from(name)) seed = Math.imul(seed ^ byte, 0x01000193);
  return Float32Array.from({ length }, (_, index) => {
    let x = (seed + index) | 0;
    x = Math.imul(x ^ (x >>> 16), 0x85ebca6b);
    x = Math.imul(x ^ (x >>> 13), 0xc2b2ae35);
    return low + (high - low) * (((x ^ (x >>> 16)) >>> 0) / 2 ** 32);
  });
}
