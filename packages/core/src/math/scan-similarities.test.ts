import { expect, it } from 'vitest';
import { dot, normals } from '../../test/gradient-check.js';
import { scanPairs, scanSimilarities } from './scan-similarities.js';

it('visits every query once, in order, across blocks', () => {
  const [rows, columns, width] = [71, 9, 5];
  const [queries, gallery] = [normals(1, rows * width), normals(2, columns * width)];
  const seen: number[] = [];
  scanSimilarities(queries, gallery, width, (query, products) => {
    seen.push(query);
    expect(products).toHaveLength(columns);
    products.forEach((product, j) => {
      expect(product).toBeCloseTo(
        dot(queries.subarray(query * width, (query + 1) * width), gallery.subarray(j * width, (j + 1) * width)),
        12,
      );
    });
  });
  expect(seen).toEqual(Array.from({ length: rows }, (_, i) => i));
});

it('does nothing without queries', () => {
  scanSimilarities(new Float32Array(0), normals(1, 8), 4, () => {
    throw new Error('visited');
  });
});

it('visits every pair once', () => {
  const [count, width] = [70, 3];
  const rows = normals(1, count * width);
  let visited = 0;
  scanPairs(rows, width, (row, products) => {
    expect(row).toBe(visited++);
    expect(products).toHaveLength(row);
    products.forEach((product, j) => {
      expect(product).toBeCloseTo(dot(rows.subarray(row * width, (row + 1) * width), rows.subarray(j * width, (j + 1) * width)), 12);
    });
  });
  expect(visited).toBe(count);
});

it('gives the same bits for few queries as for many', () => {
  const [columns, width] = [301, 7];
  const [queries, gallery] = [normals(1, 70 * width), normals(2, columns * width)];
  const all: Float64Array[] = [];
  scanSimilarities(queries, gallery, width, (_, products) => all.push(products.slice()));
  for (const few of [1, 3, 4])
    scanSimilarities(queries.subarray(0, few * width), gallery, width, (query, products) => {
      expect(products).toEqual(all[query]);
    });
});
