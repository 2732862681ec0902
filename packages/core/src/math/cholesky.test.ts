import { expect, it } from 'vitest';
import { normals } from '../../test/gradient-check.js';
import { choleskyFactor, packedRow, solveLower, solveLowerRows } from './cholesky.js';

it.each([1, 2, 5, 8, 13, 32, 33, 70])('factors a positive definite matrix of %i and solves with it', (size) => {
  const root = normals(3, size * (size + 2));
  const entry = (i: number, j: number): number => {
    let sum = i === j ? 0.1 : 0;
    for (let k = 0; k < size + 2; k++) sum += root[i * (size + 2) + k]! * root[j * (size + 2) + k]!;
    return sum;
  };
  const packed = new Float64Array(packedRow(size));
  for (let i = 0; i < size; i++) for (let j = 0; j <= i; j++) packed[packedRow(i) + j] = entry(i, j);
  const factor = choleskyFactor(packed, size)!;
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let product = 0;
      for (let k = 0; k <= j; k++) product += factor[packedRow(i) + k]! * factor[packedRow(j) + k]!;
      expect(product).toBeCloseTo(entry(i, j), 10);
    }
  const wanted = Float64Array.from(normals(4, size));
  const right = wanted.map((_, i) => {
    let sum = 0;
    for (let k = 0; k <= i; k++) sum += factor[packedRow(i) + k]! * wanted[k]!;
    return sum;
  });
  solveLower(factor, right);
  right.forEach((value, i) => {
    expect(value).toBeCloseTo(wanted[i]!, 9);
  });
});

it('answers undefined for a matrix that is not positive definite', () => {
  expect(choleskyFactor(Float64Array.of(1, 2, 1), 2)).toBeUndefined();
  expect(choleskyFactor(Float64Array.of(0), 1)).toBeUndefined();
});

it.each([
  [1, 6],
  [3, 6],
  [9, 6],
  [5, 32],
  [70, 71],
])('solves %i rows of %i at once as it solves each of them, to the bit the same as beside no others', (rows, width) => {
  const factor = normals(5, packedRow(width)).map((value) => value / width);
  for (let i = 0; i < width; i++) factor[packedRow(i) + i] = 1 + i;
  const vectors = Float64Array.from(normals(6, rows * width));
  const [each, alone] = [vectors.slice(), vectors.slice()];
  for (let row = 0; row < rows; row++) {
    solveLower(factor, each.subarray(row * width, (row + 1) * width));
    solveLowerRows(factor, alone.subarray(row * width, (row + 1) * width), width);
  }
  solveLowerRows(factor, vectors, width);
  vectors.forEach((value, at) => {
    expect(value).toBeCloseTo(each[at]!, 12);
  });
  expect(vectors).toEqual(alone);
});

it('answers undefined wherever a matrix stops being positive definite', () => {
  const size = 40;
  for (const at of [0, 20, 31, 32, 39]) {
    const packed = new Float64Array(packedRow(size));
    for (let i = 0; i < size; i++) packed[packedRow(i) + i] = i === at ? -1 : 1;
    expect(choleskyFactor(packed, size)).toBeUndefined();
    packed[packedRow(at) + at] = Number.NaN;
    expect(choleskyFactor(packed, size)).toBeUndefined();
  }
});
