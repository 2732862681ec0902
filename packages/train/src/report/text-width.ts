/** East Asian and emoji, which take the place of two letters. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}|\p{Regional_Indicator}/u;
const WIDEST_LETTERS = /[MWmw\u0416\u041c\u0428\u0429\u042b\u042e\u0436\u043c\u0448\u0449\u044b\u044e\u0444@%\u2014\u2026]/u;
const BROAD = /[\p{Lu}&<>+=~#]/u;
const NARROW = /[ iljtfrI.,:;|!'()[\]]/u;
/** Every font puts these on the letter before; marks of other scripts stand beside it where a machine has no font for them. */
const LATIN_MARKS = /[\u0300-\u036f]/u;
/** Joiners and variation selectors: nothing is drawn. */
const INVISIBLE = /[\u200b-\u200f\u2060-\u2064\ufe00-\ufe0f]/u;

const SIGNS = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** What a person sees as one sign each, never to be broken: letters with their marks, joined emoji. */
function signsOf(text: string): string[] {
  return Array.from(SIGNS.segment(text), ({ segment }) => segment);
}

/** How wide a line of text is drawn at most, in pixels, in whichever sans-serif of normal weight a machine has, or as the boxes that stand for letters
 * without a font: no font is asked. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const letter of text.normalize('NFC'))
    if (!LATIN_MARKS.test(letter) && !INVISIBLE.test(letter))
      width += WIDE.test(letter)
        ? 1.1
        : WIDEST_LETTERS.test(letter)
          ? 1
          : BROAD.test(letter)
            ? 0.84
            : NARROW.test(letter)
              ? 0.44
              : letter > '\u04ff'
                ? 0.8
                : 0.66;
  return Math.ceil(width * fontSize);
}

/** Breaks text into lines of at most so many pixels: between words, and within a word that is longer than a line, between signs.
 * @returns at least one line; together they are the text, but for white space at the breaks. */
export function linesOf(text: string, fontSize: number, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  const fits = (more: string): boolean => textWidth(line + more, fontSize) <= width;
  for (const word of text.split(/(?<=\s)(?=\S)/u)) {
    if (!fits(word.trimEnd()) && line !== '') {
      lines.push(line.trimEnd());
      line = '';
    }
    if (fits(word.trimEnd())) {
      line += word;
      continue;
    }
    for (const sign of signsOf(word)) {
      if (!fits(sign.trimEnd()) && line !== '') {
        lines.push(line);
        line = '';
      }
      line += sign;
    }
  }
  return [...lines, line.trimEnd()];
}
