import type { Neighbour, SearchQuery, SearchResponse } from '@supcon/sdk';
import { describe, expect, it } from 'vitest';
import { pickAxes, sampleGallery } from './sample-gallery.js';

describe('pickAxes', () => {
  it.each([1, 2, 7, 128, 2048])('picks distinct axes of %i', (size) => {
    for (const seed of [0, 1, 99]) {
      const axes = pickAxes(size, 12, seed);
      expect(new Set(axes).size).toBe(Math.min(size, 12));
      expect(axes.every((axis) => Number.isInteger(axis) && axis >= 0 && axis < size)).toBe(true);
    }
  });

  it('picks the same for the same seed and others for another', () => {
    expect(pickAxes(128, 12, 1)).toEqual(pickAxes(128, 12, 1));
    expect(pickAxes(128, 12, 1)).not.toEqual(pickAxes(128, 12, 2));
  });
});

it('takes turns between the axes, each picture once', async () => {
  const items = Array.from({ length: 40 }, (_, index) => ({ id: `i${index}`, row: [index / 40, ((index * 7) % 40) / 40, 0] }));
  /** Exact search by dot product. */
  const search = (_collection: string, query: SearchQuery): Promise<SearchResponse> => {
    const { vector, k = 10 } = query as { vector: Float32Array; k?: number };
    const neighbours: Neighbour[] = items
      .map(({ id, row }) => ({
        id,
        label: null,
        metadata: {},
        thumbnailUrl: '',
        similarity: row.reduce((sum, value, axis) => sum + value * vector[axis]!, 0),
      }))
      .sort((a, b) => b.similarity - a.similarity)
      .slice(0, k);
    return Promise.resolve({ model: { name: 'm', version: 1 }, exact: true, plan: 'exact', neighbours, warnings: [] });
  };
  const gallery = await sampleGallery({ search }, { name: 'c', embeddingSize: 3 }, 0, new AbortController().signal);
  const ids = gallery.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(ids).toContain('i39');
  expect(ids.length).toBeGreaterThanOrEqual(8);
  expect(ids.length).toBeLessThanOrEqual(12);
});
