import type { Collection } from '@supcon/sdk';
import { expect, it } from 'vitest';
import { collectionFacts } from './collection-facts.js';

const NOW = Date.parse('2026-11-30T12:00:00Z');
const collection: Collection = {
  name: 'fruit',
  aliases: [],
  createdAt: '2026-11-30T10:00:00.000Z',
  model: { name: 'sample', version: 2 },
  encoderHash: '',
  usable: true,
  embeddingSize: 64,
  items: 12_000,
  index: { status: 'ready', kind: 'exact', tombstones: 3, unusable: 0, check: null },
  losses: [],
};
const value = (of: Collection, name: string) => collectionFacts(of, NOW).find((fact) => fact.name.startsWith(name))?.value;

it('says what is alive and what is dead, and what was not measured is left out', () => {
  expect(value(collection, 'Pictures')).toBe('12 000');
  expect(value(collection, 'Deleted')).toBe('3');
  expect(value(collection, 'Recall')).toBeUndefined();
  expect(value(collection, 'Findable')).toBe('not looked at yet');
  expect(value(collection, 'Losses')).toBe('none');
});

it('says what was measured of a graph, and that what is found again counts as found', () => {
  const check = { checkedAt: '2026-11-30T11:00:00.000Z', checked: 200, missing: 3, repaired: 1 };
  const graph: Collection = { ...collection, index: { ...collection.index, kind: 'hnsw', ef: 120, recall: 0.991, check } };
  expect(value(graph, 'Recall')).toBe('99.1 %');
  expect(value(graph, 'Candidates')).toBe('120');
  expect(value(graph, 'Findable')).toBe('99.0 % of 200 asked for, 1 h ago');
});

it('says what is damaged, lost or orphaned', () => {
  const hurt: Collection = {
    ...collection,
    usable: false,
    index: { ...collection.index, unusable: 2 },
    losses: [{ foundAt: '2026-11-30T11:00:00.000Z', items: 5, fromSeq: 1, toSeq: 5 }],
  };
  expect(value(hurt, 'Damaged')).toContain('2');
  expect(value(hurt, 'Losses')).toBe('5 items');
  expect(value(hurt, 'Vectors')).toContain('which is gone');
});
