import { expect, it } from 'vitest';
import { createSupconClient } from '../index.js';

it('gives whole groups, also of those that go on on the next page', async () => {
  const item = (id: string) => ({ id, similarity: 1 });
  const pages = [
    { groups: [{ group: 0, size: 3, items: [item('a'), item('b')] }], next: '9-2' },
    {
      groups: [
        { group: 0, size: 3, items: [item('c')] },
        { group: 1, size: 2, items: [item('d')] },
      ],
      next: '9-4',
    },
    { groups: [{ group: 1, size: 2, items: [item('e')] }] },
  ];
  const asked: (string | null)[] = [];
  const client = createSupconClient({
    baseUrl: 'http://there',
    fetch: ({ url }) => {
      const after = new URL(url).searchParams.get('after');
      asked.push(after);
      return Promise.resolve(Response.json({ collection: 'c', threshold: 0.97, ...pages[asked.length - 1] }));
    },
  });
  const groups: string[][] = [];
  for await (const group of client.collections.duplicates('c')) groups.push(group.map(({ id }) => id));
  expect(groups).toEqual([
    ['a', 'b', 'c'],
    ['d', 'e'],
  ]);
  expect(asked).toEqual([null, '9-2', '9-4']);
});
