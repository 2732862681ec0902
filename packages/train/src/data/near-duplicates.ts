import { likenessOf, setBits, similarityOf, THUMBNAIL_SIZE, type Likeness } from './perceptual-hash.js';

/** Small pictures of a data set, wherever they are kept. */
export interface Thumbnails {
  readonly count: number;
  /** Those that could not be decoded. */
  readonly bad: { has(index: number): boolean };
  /** uint8 [indices.length, 32, 32, 3] RGB. */
  read(indices: readonly number[]): Promise<Uint8Array>;
}

/** Bits of the hash that may differ. Of 313 photos re-encoded at quality 30, resized by a third to two, or brightened by a tenth, 99 of 100
 * flipped at most 4. */
const MOST_BITS = 10;
/** Correlation of the pixels at least; those copies had 0.98 and more. Among 3750 photos three pairs have so much, all of one photo uploaded
 * twice, one of them black and white; the hash alone would have taken six unrelated pairs for copies. */
const LEAST_SIMILARITY = 0.97;
/** The hash is looked up in four tables of 16 bits: where 10 bits differ, one of the quarters differs in 2 at most. */
const TABLES = 4;
const MASKS = masksOf(Math.floor(MOST_BITS / TABLES));
/** Of pictures with one and the same hash, each is compared with at most so many that turned out different. */
const MOST_LEADERS = 16;
const BATCH = 256;

/** Groups of pictures that show the same: copies, also re-encoded, resized, slightly brightened or turned to grey. Who is like one of a group
 * belongs to it. Pictures of a single colour are in none. 50,000 pictures take seconds: no pair is looked at unless it agrees in a quarter
 * of its hash, but for 2 bits (multi-index hashing: Norouzi, Punjani and Fleet 2012).
 * @returns groups of two and more, each ascending, ordered by their first. */
export async function findNearDuplicates(thumbnails: Thumbnails): Promise<readonly (readonly number[])[]> {
  const likenesses: (Likeness | undefined)[] = [];
  const size = THUMBNAIL_SIZE ** 2 * 3;
  for (let begin = 0; begin < thumbnails.count; begin += BATCH) {
    const indices = Array.from({ length: Math.min(BATCH, thumbnails.count - begin) }, (_, at) => begin + at);
    const pixels = await thumbnails.read(indices);
    for (const [at, index] of indices.entries())
      likenesses.push(thumbnails.bad.has(index) ? undefined : likenessOf(pixels.subarray(at * size, (at + 1) * size)));
  }
  return groupAlike(likenesses);
}

/** @see findNearDuplicates */
export function groupAlike(likenesses: readonly (Likeness | undefined)[]): readonly (readonly number[])[] {
  const sets = createSets(likenesses.length);
  const alike = (a: number, b: number): boolean => similarityOf(likenesses[a]!, likenesses[b]!) >= LEAST_SIMILARITY;
  const leaders = joinEqualHashes(likenesses, sets.join, alike);
  const uppers = Int32Array.from(leaders, (index) => likenesses[index]!.hash[0]);
  const lowers = Int32Array.from(leaders, (index) => likenesses[index]!.hash[1]);
  for (let table = 0; table < TABLES; table++) {
    const keys = (table < 2 ? uppers : lowers).map((word) => (word >>> (table % 2 === 0 ? 16 : 0)) & 0xffff);
    const { starts, order } = bucketsOf(keys);
    for (let at = 0; at < leaders.length; at++) {
      const [upper, lower] = [uppers[at]!, lowers[at]!];
      for (const mask of MASKS) {
        const key = keys[at]! ^ mask;
        for (let place = starts[key]!; place < starts[key + 1]!; place++) {
          const other = order[place]!;
          // Within a bucket the order is that of the pictures.
          if (other >= at) break;
          if (setBits(upper ^ uppers[other]!) + setBits(lower ^ lowers[other]!) > MOST_BITS) continue;
          const [one, two] = [leaders[at]!, leaders[other]!];
          if (sets.find(one) !== sets.find(two) && alike(one, two)) sets.join(one, two);
        }
      }
    }
  }
  return sets.groups();
}

/** Thousands of pictures with one hash must not be thousands squared comparisons. @returns one picture for all like it. */
function joinEqualHashes(
  likenesses: readonly (Likeness | undefined)[],
  join: (a: number, b: number) => void,
  alike: (a: number, b: number) => boolean,
): readonly number[] {
  const ofHash = new Map<string, number[]>();
  likenesses.forEach((likeness, index) => {
    if (!likeness) return;
    const key = likeness.hash.join();
    const leaders = ofHash.get(key);
    if (!leaders) {
      ofHash.set(key, [index]);
      return;
    }
    const leader = leaders.find((other) => alike(index, other));
    if (leader !== undefined) join(index, leader);
    else if (leaders.length < MOST_LEADERS) leaders.push(index);
  });
  return [...ofHash.values()].flat();
}

/** Positions ordered by key, and where those of each key begin: int32 [65537]. */
function bucketsOf(keys: Int32Array): { starts: Int32Array; order: Int32Array } {
  const starts = new Int32Array(0x10001);
  for (const key of keys) starts[key + 1]!++;
  for (let key = 0; key < 0x10000; key++) starts[key + 1]! += starts[key]!;
  const next = starts.slice();
  const order = new Int32Array(keys.length);
  keys.forEach((key, at) => {
    order[next[key]!++] = at;
  });
  return { starts, order };
}

/** All 16-bit numbers with at most so many (0 to 2) bits set. */
function masksOf(bits: number): readonly number[] {
  const masks = [0];
  for (let a = 0; a < 16 && bits >= 1; a++) {
    masks.push(1 << a);
    for (let b = 0; b < a && bits >= 2; b++) masks.push((1 << a) | (1 << b));
  }
  return masks;
}

/** Disjoint sets of 0 .. count - 1 (union by lower number, path halving). */
function createSets(count: number): { find: (at: number) => number; join: (a: number, b: number) => void; groups: () => number[][] } {
  const parents = Int32Array.from({ length: count }, (_, at) => at);
  const find = (at: number): number => {
    let root = at;
    while (parents[root] !== root) {
      parents[root] = parents[parents[root]!]!;
      root = parents[root]!;
    }
    return root;
  };
  return {
    find,
    join: (a, b) => {
      const [one, two] = [find(a), find(b)];
      parents[Math.max(one, two)] = Math.min(one, two);
    },
    groups: () => {
      const members = new Map<number, number[]>();
      for (let at = 0; at < count; at++) {
        const own = members.get(find(at));
        if (own) own.push(at);
        else members.set(find(at), [at]);
      }
      return [...members.values()].filter((group) => group.length > 1);
    },
  };
}
