import { describe, expect, it } from 'vitest';
import { lassoOf } from '../../components/embedding-map/lasso.js';
import { WHOLE } from '../../components/embedding-map/viewport.js';
import { parseMapSearch } from './map-search.js';
import { lassoText, readMapState, viewText, withoutMalformed, withSearch } from './map-state.js';

const whole = {
  ...{ collection: 'pets', proj: 'umap', color: 'label', item: 'cat/1.jpg' },
  ...{ only: ['cat', null], sel: '-10_20_300_-4000_7_9', v: '0.25,-0.5,12' },
};

describe('an address', () => {
  it('is read as it stands, whatever that is', () => {
    expect(parseMapSearch(whole)).toEqual(whole);
    expect(parseMapSearch({})).toEqual({});
    expect(parseMapSearch({ item: 2026, v: 5, proj: '', sel: null, only: [], other: 1 })).toEqual({ item: '2026', v: '5' });
    expect(parseMapSearch({ v: { a: 1 }, only: { a: 1 }, sel: [1] })).toEqual({ v: '{"a":1}', only: '{"a":1}', sel: '[1]' });
  });

  it('comes to what the map shows', () => {
    const state = readMapState(whole);
    expect(state).toMatchObject({ method: 'umap', colouring: 'label', only: ['cat', null], malformed: [] });
    expect([...state.lasso!]).toEqual([-0.001, 0.002, 0.03, -0.4, 0.0007, 0.0009]);
    expect(state.view).toEqual({ x: 0.25, y: -0.5, zoom: 12 });
    expect(readMapState({})).toEqual({ method: 'pca', colouring: 'label', only: [], lasso: undefined, view: WHOLE, malformed: [] });
  });

  it.each([
    ['proj', 'som'],
    ['color', 'price'],
    ['only', '{"a":1}'],
    ['sel', '1_2_3_4_5'],
    ['sel', '1_2_3_4'],
    ['sel', '1_2_x_4_5_6'],
    ['sel', '1_'.repeat(401) + '1'],
    ['v', '5'],
    ['v', '1,2'],
    ['v', '1,,2'],
    ['v', '1,2,NaN'],
    ['v', '1,2,0'],
    ['v', '1,2,-3'],
  ])('says that %s=%s cannot be read, shows what it can, and can be rid of it', (key, value) => {
    const search = { ...whole, [key]: value };
    expect(readMapState(search).malformed).toEqual([key]);
    const { [key as 'v']: _, ...rest } = whole;
    expect(withoutMalformed(search)).toEqual(rest);
  });

  it('keeps a view in bounds', () => {
    expect(readMapState({ v: '9,-9,1e9' }).view).toEqual({ x: 1, y: -1, zoom: 2000 });
  });
});

it('writes views and lassos so that they are read as they were', () => {
  expect(viewText(WHOLE)).toBeUndefined();
  const view = readMapState({ v: viewText({ x: 0.123456, y: -0.00001, zoom: 12.34567 })! }).view;
  expect(view).toEqual({ x: 0.1235, y: 0, zoom: 12.35 });
  expect(readMapState({ v: viewText(view)! }).view).toEqual(view);
  const lasso = lassoOf([
    [0.12345, -1],
    [0.5, 0.77777],
    [-0.00014, 0.3],
  ])!;
  expect([...readMapState({ sel: lassoText(lasso) }).lasso!]).toEqual([...lasso]);
});

it('changes one thing and leaves the rest', () => {
  expect(withSearch({ collection: 'pets', v: '1,1,2' }, { v: undefined, item: 'a' })).toEqual({ collection: 'pets', item: 'a' });
  expect(withSearch({ only: ['a'] }, { only: [] })).toEqual({});
});
