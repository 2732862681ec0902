import { describe, expect, it } from 'vitest';
import { readDescription } from '../app/read-description.js';
import {
  COLLECTION_NAME,
  ITEM_ID,
  LONGEST_LABEL,
  LONGEST_VECTOR,
  MOST_NEIGHBOURS,
  requireCollectionName,
  requireItemId,
  requireK,
  requireLabel,
  requireOffset,
  requireVector,
  RUN_ID,
} from './input-rules.js';

const refusal = expect.objectContaining({ code: 'BAD_REQUEST' });

/** Things that are no text, no number and no list, whatever they say of themselves. */
const STRANGE: readonly unknown[] = [
  undefined,
  {},
  { length: 1e9 },
  { length: 32, 0: 1 },
  { toString: () => 'album' },
  true,
  Symbol('album'),
  () => 'album',
  new Map(),
  new DataView(new ArrayBuffer(8)),
];

describe('the rules for what people put in', () => {
  it('are those of the API description', async () => {
    const { components } = (await readDescription()) as {
      components: {
        schemas: Record<string, { pattern?: string; minLength?: number; maxLength?: number; properties?: Record<string, object> }>;
      };
    };
    const { CollectionName, ItemId, RunId, Label, SearchRequest } = components.schemas;
    expect([CollectionName, ItemId, RunId].map((schema) => schema?.pattern)).toEqual(
      [COLLECTION_NAME, ITEM_ID, RUN_ID].map(({ source }) => source),
    );
    expect(Label).toMatchObject({ minLength: 1, maxLength: LONGEST_LABEL });
    expect(SearchRequest?.properties).toMatchObject({
      vector: { oneOf: [{ minItems: 1, maxItems: LONGEST_VECTOR, items: { type: 'number' } }, { type: 'string' }] },
      k: { type: 'integer', minimum: 1, maximum: MOST_NEIGHBOURS },
    });
  });

  it.each([
    ['collection', requireCollectionName, 64],
    ['id', requireItemId, 128],
  ] as const)('take a %s that can stand in an address by itself, and no other', (what, check, longest) => {
    for (const good of ['a', 'A.b_c-9', '0', 'a..b', 'x'.repeat(longest)]) expect(check(good)).toBe(good);
    for (const bad of [
      ...['', '.', '..', '../../evil', 'a\\b', 'a b', ' a', 'a\0b', 'a\n', '-x', '_x', '%2e%2e', 'a?b', 'a#b', 'x'.repeat(longest + 1)],
      ...(what === 'collection' ? ['ä', 'a/b'] : []),
    ])
      expect(() => check(bad), bad).toThrow(
        expect.objectContaining({ code: 'BAD_REQUEST', message: expect.stringContaining(`${what}: `) }),
      );
    for (const bad of [...STRANGE, null, 7, ['a']]) expect(() => check(bad), String(bad)).toThrow(refusal);
  });

  it('take ids of any script and with slashes, whose every part could stand alone; in NFC, and without what is not seen', () => {
    for (const good of ['Äpfel/süß.jpg', 'りんご', '사과/1', 'تفاح', 'a/b/c', '١٢٣', 'é', '𝒜', '中'.repeat(128)])
      expect(requireItemId(good)).toBe(good.normalize('NFC'));
    expect(requireItemId('cafe\u0301/1')).toBe('caf\u00e9/1');
    for (const bad of [
      ...['/', '/a', 'a/', 'a//b', 'a/.', 'a/..', './a', '../a', 'a/../b', 'a/.b', 'a/-b', 'a/_b', 'a/:b', 'a\\..\\b'],
      // What is not seen, turns text round, controls, or is half of a character.
      ...[
        'a\u200bb',
        'a\u202eb',
        'a\u00adb',
        'a\ufe0fb',
        '\u3164',
        'a\u0085b',
        'a\u2028b',
        'a\ud800b',
        '\u0301a',
        '\uff0e\uff0e',
        'a\uff0fb',
      ],
      ...['中'.repeat(129), '😀', 'a%2fb', 'a b'],
    ])
      expect(() => requireItemId(bad), JSON.stringify(bad)).toThrow(refusal);
    // However long it is, it is refused at once.
    const began = performance.now();
    expect(() => requireItemId('a/'.repeat(500_000))).toThrow(refusal);
    expect(performance.now() - began).toBeLessThan(2000);
  });

  it('take a label of 1 to 200 characters, or none', () => {
    expect([requireLabel(null), requireLabel('prickly pear'), requireLabel('x'.repeat(200))]).toEqual([
      null,
      'prickly pear',
      'x'.repeat(200),
    ]);
    for (const bad of [...STRANGE, '', 'x'.repeat(201), 7, '\ud83d', 'x\udf4e', 'a\0b', 'a\nb', 'a\r', 'a\u2028b', 'a\u0085'])
      expect(() => requireLabel(bad)).toThrow(refusal);
  });

  it('take whole numbers for k and offset', () => {
    expect([requireK(1), requireK(1000), requireOffset(0), requireOffset(2 ** 40)]).toEqual([1, 1000, 0, 2 ** 40]);
    for (const bad of [...STRANGE, null, 0, -1, 1001, 1.5, NaN, Infinity, '5']) expect(() => requireK(bad)).toThrow(refusal);
    for (const bad of [...STRANGE, null, -1, 0.5, NaN, Infinity, 2 ** 53, '5']) expect(() => requireOffset(bad)).toThrow(refusal);
  });

  it('copy a vector of numbers, whichever list it comes in', () => {
    const floats = Float32Array.of(1, 2);
    const copy = requireVector(floats);
    expect([copy, requireVector([1, 2])]).toEqual([floats, floats]);
    expect(copy).not.toBe(floats);
    expect(requireVector([1e300])).toEqual(Float32Array.of(Infinity));
    const sparse: number[] = [];
    sparse[5] = 1;
    for (const bad of [
      ...STRANGE,
      null,
      'abc',
      [],
      ['1'],
      [1, null],
      [[1]],
      sparse,
      new Array(LONGEST_VECTOR + 1).fill(1),
      new Float64Array(2),
    ])
      expect(() => requireVector(bad)).toThrow(refusal);
  });

  it('refuse what only says that it is long at once, without room for it', () => {
    const before = process.memoryUsage().rss;
    const began = performance.now();
    for (const length of [1e9, 2 ** 32 - 1, Infinity]) expect(() => requireVector({ length })).toThrow(refusal);
    const sparse = new Array<number>(2 ** 32 - 1);
    expect(() => requireVector(sparse)).toThrow(refusal);
    expect(performance.now() - began).toBeLessThan(200);
    expect(process.memoryUsage().rss - before).toBeLessThan(50 * 2 ** 20);
  });
});
