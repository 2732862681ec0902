import { expect, it } from 'vitest';
import { browseFilter, parseBrowseSearch, wantedPrediction, withPrediction, withFind, withItem, withLabel } from './browse-search.js';

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

it('reads what the model is to say, which goes with a label and with nothing else', () => {
  const said = { predicted: 'tulip', correct: false, unknown: true } as const;
  expect(parseBrowseSearch({ collection: 'c', label: 'rose', find: 'a', ...said })).toEqual({ collection: 'c', label: 'rose', ...said });
  expect(parseBrowseSearch({ unlabelled: true, correct: true })).toEqual({ correct: true });
  expect(parseBrowseSearch({ find: 'a', correct: 'no', unknown: 1, predicted: '' })).toEqual({ find: 'a' });
  expect(wantedPrediction({ label: 'rose', ...said })).toEqual(said);
  expect(wantedPrediction({ label: 'rose' })).toBeUndefined();
});

it('asks the model for more, and for nothing any more', () => {
  expect(withPrediction({ collection: 'c', label: 'rose', find: 'a', item: 'x' }, { correct: false })).toEqual({
    ...{ collection: 'c', label: 'rose', correct: false },
  });
  expect(withPrediction({ collection: 'c', label: 'rose', correct: false, predicted: 'a' }, {})).toEqual({
    collection: 'c',
    label: 'rose',
  });
  expect(withPrediction({ collection: 'c', find: 'a' }, {})).toEqual({ collection: 'c', find: 'a' });
});

it('lets go of what the model says for what it cannot be asked together with', () => {
  const search = { collection: 'c', correct: false } as const;
  expect(withFind(search, 'a')).toEqual({ collection: 'c', find: 'a' });
  expect(withLabel(search, null)).toEqual({ collection: 'c', unlabelled: true });
  expect(withLabel(search, 'rose')).toEqual({ collection: 'c', correct: false, label: 'rose' });
});
