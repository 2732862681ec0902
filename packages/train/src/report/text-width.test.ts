import { createRng } from '@supcon/core';
import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { ODD_LABELS } from '../../test/odd-labels.js';
import { FONTS } from './render-chart.js';
import { linesOf, textWidth } from './text-width.js';

/** Pixels across that a text covers once it is drawn with the fonts of this machine. */
async function drawnWidth(text: string, fontSize: number): Promise<number> {
  const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="3000" height="80"><text x="1000" y="50" font-size="${fontSize}" font-family="${FONTS}">${escaped}</text></svg>`;
  const { data, info } = await sharp(Buffer.from(svg))
    .flatten({ background: '#ffffff' })
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const inked = Array.from({ length: info.width }, (_, x) => x).filter((x) =>
    Array.from({ length: info.height }, (__, y) => data[y * info.width + x]!).some((value) => value < 200),
  );
  return inked.length === 0 ? 0 : inked.at(-1)! - inked[0]! + 1;
}

describe('textWidth', () => {
  it('is no less than what is drawn, and less than twice as much for Latin, Greek and Cyrillic', async () => {
    const alphabets = [
      'abcdefghijklmnopqrstuvwxyz',
      'ABCDEFGHIJKLMNOPQRSTUVWXYZ',
      'абвгдежзийклмнопрстуфхцчшщъыьэюя',
      'αβγδεζηθικλμνξοπρστυφχψω',
      '0123456789-_ .',
      'אבגדהוזחט',
      'ابتثجحخدذ',
    ];
    const rng = createRng(5, 'words');
    const words = alphabets.flatMap((letters) =>
      Array.from({ length: 6 }, () => Array.from({ length: 6 + rng.integer(20) }, () => letters[rng.integer(letters.length)]!).join('')),
    );
    for (const text of [...words, ...ODD_LABELS]) {
      const drawn = await drawnWidth(text, 20);
      expect(`${text}: ${textWidth(text, 20) >= drawn}`).toBe(`${text}: true`);
      if (/^[a-zA-Zа-яα-ω]+$/.test(text)) expect(textWidth(text, 20)).toBeLessThan(2 * drawn);
    }
  }, 60_000);

  it('is the same for both forms of a letter with a mark', () => {
    expect(textWidth('', 13)).toBe(0);
    expect(textWidth('Ka\u0308se', 13)).toBe(textWidth('K\u00e4se', 13));
    expect(textWidth('猫猫猫', 10)).toBe(33);
  });
});

describe('linesOf', () => {
  it('breaks between words, and in words that are longer than a line', () => {
    expect(linesOf('ice cream with sauce', 10, 66)).toEqual(['ice cream', 'with sauce']);
    expect(linesOf('aaaaaaaaaaaa b', 10, 27)).toEqual(['aaaa', 'aaaa', 'aaaa', 'b']);
    expect(linesOf('cat', 10, 100)).toEqual(['cat']);
    expect(linesOf('', 10, 100)).toEqual(['']);
  });

  it.each([...ODD_LABELS, '👩‍👩‍👧👩‍👩‍👧👩‍👩‍👧', 'क्षक्षक्ष'])('loses nothing of %s and breaks no sign, however narrow', (label) => {
    const signs = new Set(Array.from(new Intl.Segmenter('en').segment(label), ({ segment }) => segment));
    for (const width of [1, 20, 60, 200, 2000]) {
      const lines = linesOf(label, 13, width);
      expect(lines.join('').replaceAll(/\s/gu, '')).toBe(label.replaceAll(/\s/gu, ''));
      for (const line of lines) {
        for (const { segment } of new Intl.Segmenter('en').segment(line)) expect(signs).toContain(segment);
        if (textWidth(line, 13) > width) expect([...new Intl.Segmenter('en').segment(line)]).toHaveLength(1);
      }
    }
  });
});
