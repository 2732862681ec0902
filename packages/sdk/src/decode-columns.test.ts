import { expect, it } from 'vitest';
import { columnsOf, emptyColumns, emptyPredictionColumns } from '../test/empty-columns.js';
import { decodePredictionColumns, decodeProjectionColumns } from './decode-columns.js';
import { SupconConnectionError } from './errors.js';

/** 0.5, -2 and 0 as float32, little-endian, by hand. */
const floats = Uint8Array.of(0, 0, 0, 63, 0, 0, 0, 192, 0, 0, 0, 0);
const header = { collection: 'c', items: 3, outdated: true, rows: 3, labels: ['cat', 'dog'] };
const whole = columnsOf(header, [
  ['x', 'float32', floats],
  ['y', 'float32', floats.toReversed().fill(0)],
  ['z', 'float32', floats],
  ['label', 'int32', Uint8Array.of(1, 0, 0, 0, 255, 255, 255, 255, 0, 0, 0, 0)],
  ['idEnds', 'uint32', Uint8Array.of(1, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0)],
  ['ids', 'utf8', new TextEncoder().encode('ab:cd')],
]);

it('reads columns as the API description says they lie', () => {
  const { x, y, z, label, ids, labels, ...rest } = decodeProjectionColumns(whole);
  expect([[...x], [...y], [...z!]]).toEqual([
    [0.5, -2, 0],
    [0, 0, 0],
    [0.5, -2, 0],
  ]);
  expect(x).toBeInstanceOf(Float32Array);
  expect([[...label], labels, ids]).toEqual([
    [1, -1, 0],
    ['cat', 'dog'],
    ['a', 'b:c', 'd'],
  ]);
  expect(rest).toEqual({ collection: 'c', items: 3, outdated: true });
  expect(decodeProjectionColumns(emptyColumns())).toMatchObject({ ids: [], x: new Float32Array() });
});

it.each([
  ['another file', new TextEncoder().encode('{"points":[]} and so on').buffer],
  ['nothing', new ArrayBuffer(0)],
  ['a header that is cut off', whole.slice(0, 40)],
  ['columns that are cut off', whole.slice(0, whole.byteLength - 30)],
  ['a column that is missing', columnsOf(header, [['x', 'float32', floats]])],
  ['a column of another length', columnsOf({ ...header, rows: 2 }, [['idEnds', 'uint32', floats], ['ids', 'utf8', floats]])], // prettier-ignore
])('refuses %s', (_, bytes) => {
  expect(() => decodeProjectionColumns(bytes)).toThrow(SupconConnectionError);
});

it('reads predictions the same way', () => {
  const said = { collection: 'c', labels: ['cat', 'dog'], classes: ['dog', 'owl'] };
  const columns = columnsOf({ ...said, rows: 3 }, [
    ['prediction', 'int32', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0)],
    ['confidence', 'float32', floats],
    ['probabilityOfLabel', 'float32', Uint8Array.of(0, 0, 192, 127, 0, 0, 0, 63, 0, 0, 0, 63)],
    ['unknownScore', 'float32', floats],
    ['unknown', 'uint8', Uint8Array.of(1, 0, 255)],
    ['correct', 'uint8', Uint8Array.of(255, 0, 1)],
    ['label', 'int32', Uint8Array.of(0, 0, 0, 0, 1, 0, 0, 0, 255, 255, 255, 255)],
    ['idEnds', 'uint32', Uint8Array.of(1, 0, 0, 0, 4, 0, 0, 0, 5, 0, 0, 0)],
    ['ids', 'utf8', new TextEncoder().encode('ab:cd')],
  ]);
  expect(decodePredictionColumns(columns)).toEqual({
    ...said,
    prediction: Int32Array.of(0, 1, 0),
    confidence: Float32Array.of(0.5, -2, 0),
    probabilityOfLabel: Float32Array.of(Number.NaN, 0.5, 0.5),
    unknownScore: Float32Array.of(0.5, -2, 0),
    unknown: Uint8Array.of(1, 0, 255),
    correct: Uint8Array.of(255, 0, 1),
    label: Int32Array.of(0, 1, -1),
    ids: ['a', 'b:c', 'd'],
  });
  expect(decodePredictionColumns(emptyPredictionColumns())).toMatchObject({ ids: [], unknown: new Uint8Array() });
  // A picture is none.
  expect(() => decodePredictionColumns(whole)).toThrow(/it has no column prediction/);
});
