/**
 * Scalar products of one int16 vector with many, in WebAssembly with SIMD; AssemblyScript, compiled by the `build` target. Addresses are bytes in the
 * module's memory, laid out by src/adapters/hnsw/row-scores.ts. Rows are so short that no partial sum leaves int32: whole numbers, the same on every machine.
 */

/** scores[i] = query · rows[slots[i]]. Four rows at a time: their way from memory is what takes long.
 * @param rows int16 [?, width] @param slots uint32 [count] @param count a multiple of 4
 * @param width a multiple of 32 @param query int16 [width] @param scores int32 [count] */
export function scoreSlots(rows: usize, slots: usize, count: usize, width: usize, query: usize, scores: usize): void {
  const stride = width * 2;
  const end = slots + count * 4;
  for (; slots < end; slots += 16, scores += 16)
    scoreFour(
      rows + <usize>load<u32>(slots) * stride,
      rows + <usize>load<u32>(slots, 4) * stride,
      rows + <usize>load<u32>(slots, 8) * stride,
      rows + <usize>load<u32>(slots, 12) * stride,
      query,
      stride,
      scores,
    );
}

/** scores[i] = query · rows[i]. One row after the other, as they lie: a processor fetches ahead along one such way, hardly along four.
 * @param rows int16 [count, width] @param width a multiple of 32 */
export function scoreRows(rows: usize, count: usize, width: usize, query: usize, scores: usize): void {
  const stride = width * 2;
  const end = rows + count * stride;
  for (; rows < end; rows += stride, scores += 4) store<i32>(scores, scoreOne(rows, query, stride));
}

/** Four sums at a time, so that none waits for the one before. */
function scoreOne(row: usize, query: usize, stride: usize): i32 {
  let first = i32x4.splat(0);
  let second = first;
  let third = first;
  let fourth = first;
  for (const end = row + stride; row < end; row += 64, query += 64) {
    first = i32x4.add(first, i32x4.dot_i16x8_s(v128.load(row), v128.load(query)));
    second = i32x4.add(second, i32x4.dot_i16x8_s(v128.load(row, 16), v128.load(query, 16)));
    third = i32x4.add(third, i32x4.dot_i16x8_s(v128.load(row, 32), v128.load(query, 32)));
    fourth = i32x4.add(fourth, i32x4.dot_i16x8_s(v128.load(row, 48), v128.load(query, 48)));
  }
  const sum = i32x4.add(i32x4.add(first, second), i32x4.add(third, fourth));
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
}

/** Loads of the query serve four rows. */
function scoreFour(a: usize, b: usize, c: usize, d: usize, query: usize, stride: usize, scores: usize): void {
  let ofA = i32x4.splat(0);
  let ofB = ofA;
  let ofC = ofA;
  let ofD = ofA;
  for (const end = query + stride; query < end; query += 32, a += 32, b += 32, c += 32, d += 32) {
    const first = v128.load(query);
    const second = v128.load(query, 16);
    ofA = i32x4.add(ofA, i32x4.add(i32x4.dot_i16x8_s(v128.load(a), first), i32x4.dot_i16x8_s(v128.load(a, 16), second)));
    ofB = i32x4.add(ofB, i32x4.add(i32x4.dot_i16x8_s(v128.load(b), first), i32x4.dot_i16x8_s(v128.load(b, 16), second)));
    ofC = i32x4.add(ofC, i32x4.add(i32x4.dot_i16x8_s(v128.load(c), first), i32x4.dot_i16x8_s(v128.load(c, 16), second)));
    ofD = i32x4.add(ofD, i32x4.add(i32x4.dot_i16x8_s(v128.load(d), first), i32x4.dot_i16x8_s(v128.load(d, 16), second)));
  }
  // Each row's four sums become one lane.
  const ab = i32x4.add(
    i8x16.shuffle(ofA, ofB, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
    i8x16.shuffle(ofA, ofB, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31),
  );
  const cd = i32x4.add(
    i8x16.shuffle(ofC, ofD, 0, 1, 2, 3, 16, 17, 18, 19, 4, 5, 6, 7, 20, 21, 22, 23),
    i8x16.shuffle(ofC, ofD, 8, 9, 10, 11, 24, 25, 26, 27, 12, 13, 14, 15, 28, 29, 30, 31),
  );
  v128.store(
    scores,
    i32x4.add(
      i8x16.shuffle(ab, cd, 0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23),
      i8x16.shuffle(ab, cd, 8, 9, 10, 11, 12, 13, 14, 15, 24, 25, 26, 27, 28, 29, 30, 31),
    ),
  );
}
