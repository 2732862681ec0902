import { expect, it } from 'vitest';
import { browseFilter, parseBrowseSearch, withFind, withItem, withLabel } from './browse-search.js';

it.each([
  [{}, {}],
  [
    { collection: 'pets', label: 'cat', find: 'cat/', item: 'cat/1.jpg' },
    { collection: 'pets', label: 'cat', find: 'cat/', item: 'cat/1.jpg' },
  ],
  [
    { find: 2026, label: true },
    { find: '2026', label: 'true' },
  ],
  [{ unlabelled: true }, { unlabelled: true }],
  [{ unlabelled: true, label: 'cat' }, { label: 'cat' }],
  [{ unlabelled: 'yes', find: '', item: null, collection: ['a'], label: { a: 1 }, other: 1 }, {}],
])('reads %j', (given, read) => expect(parseBrowseSearch(given)).toEqual(read));

it.each([
  [{}, undefined],
  [{ label: 'cat' }, { field: 'label', eq: 'cat' }],
  [{ unlabelled: true as const }, { field: 'label', eq: null }],
  [{ find: 'a/' }, { field: 'id', prefix: 'a/' }],
  [
    { label: 'cat', find: 'a' },
    {
      and: [
        { field: 'label', eq: 'cat' },
        { field: 'id', prefix: 'a' },
      ],
    },
  ],
])('asks for the pictures of %j', (search, filter) => expect(browseFilter(search)).toEqual(filter));

it('changes one thing and closes the picture, which may not fit any more', () => {
  const search = { collection: 'pets', label: 'cat', find: 'a', item: 'x' };
  expect(withLabel(search, 'dog')).toEqual({ collection: 'pets', label: 'dog', find: 'a' });
  expect(withLabel(search, null)).toEqual({ collection: 'pets', unlabelled: true, find: 'a' });
  expect(withLabel({ unlabelled: true }, undefined)).toEqual({});
  expect(withFind(search, '')).toEqual({ collection: 'pets', label: 'cat' });
  expect(withFind({}, 'b')).toEqual({ find: 'b' });
  expect(withItem(search)).toEqual({ collection: 'pets', label: 'cat', find: 'a' });
  expect(withItem({}, 'y')).toEqual({ item: 'y' });
});
