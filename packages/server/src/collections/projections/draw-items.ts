/** A number that a key has for a seed, 0 to 2^32 - 1, as good as drawn: those with the lowest are a sample that does not depend on what else there is. (The last steps of MurmurHash3.) */
export function rankOf(key: number, seed: number): number {
  let hash = Math.imul(key ^ Math.imul(seed + 1, 0x9e3779b1), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** So many keys, drawn by the seed, ascending; all where there are no more. */
export function drawKeys(keys: Iterable<number>, most: number, seed: number): Uint32Array {
  const all = [...keys];
  const drawn =
    all.length <= most
      ? all
      : all
          .map((key) => ({ key, rank: rankOf(key, seed) }))
          .sort((a, b) => a.rank - b.rank || a.key - b.key)
          .slice(0, most)
          .map(({ key }) => key);
  return Uint32Array.from(drawn).sort();
}
