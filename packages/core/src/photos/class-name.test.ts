import { expect, it } from 'vitest';
import { className, suspectNames, whyNoClassName } from './class-name.js';

it('keeps names in NFC: composed letters, Hangul and Vietnamese as one character each', () => {
  expect(className('Ka\u0308se')).toBe('K\u00e4se');
  expect(className('\u1112\u1161\u11ab')).toBe('\ud55c');
  expect(className('o\u0302\u0301')).toBe('\u1ed1');
  // Compatibility forms are another name.
  expect(className('\ufb01sh')).toBe('\ufb01sh');
});

it.each([
  ['case', ['Cat', 'cat', 'dog'], [['Cat', 'cat']]],
  ['case beyond ASCII', ['ÄPFEL', 'äpfel'], [['ÄPFEL', 'äpfel']]],
  ['sharp s', ['Straße', 'STRASSE'], [['STRASSE', 'Straße']]],
  ['final sigma', ['οδός', 'ΟΔΌΣ'], [['ΟΔΌΣ', 'οδός']]],
  ['inner white space', ['ice cream', 'ice  cream', 'icecream'], [['ice  cream', 'ice cream']]],
  ['white space at the ends', ['cat', ' cat', 'cat\u00a0'], [[' cat', 'cat', 'cat\u00a0']]],
  ['full width and ligatures', ['fish', '\ufb01sh', 'ｆｉｓｈ'], [['fish', '\ufb01sh', 'ｆｉｓｈ']]],
  [
    'two groups',
    ['b', 'A', 'a', 'B'],
    [
      ['A', 'a'],
      ['B', 'b'],
    ],
  ],
  ['nothing', ['cat', 'cats', 'кот', 'кит'], []],
])('suspects %s', (_, labels, groups) => {
  expect(suspectNames(labels)).toEqual(groups);
});

it('takes one line of text alone', () => {
  expect(['cat', 'ice cream', '猫', '🐈'].map(whyNoClassName)).toEqual([undefined, undefined, undefined, undefined]);
  expect(['', '  ', 'a\nb', 'a\tb', 'a\u2028b'].map(whyNoClassName)).toEqual([
    'is empty',
    'is empty',
    'is not one line of text',
    'is not one line of text',
    'is not one line of text',
  ]);
});

it('refuses characters that hide in a name or turn it round, and names them; not those that scripts need', () => {
  expect(['ca\u200bt', 'a\u202eb', '\ufeffcat', 'soft\u00adhyphen', 'a\u2066b'].map(whyNoClassName)).toEqual(
    ['200B', '202E', 'FEFF', '00AD', '2066'].map((code) => `has an invisible character in it (U+${code})`),
  );
  // Persian with a zero-width non-joiner, Hindi with a joiner, a family of emoji, Hebrew behind a right-to-left mark.
  expect(['می\u200cخواهم', 'क्\u200dष', '👨\u200d👩\u200d👧', '\u200fחתול'].map(whyNoClassName)).toEqual([
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});
