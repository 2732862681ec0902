/** East Asian and emoji, which take the place of two letters. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

/** How wide a line of text is drawn at most, in pixels, in whichever sans-serif a machine has: no font is asked. Signs that a person sees as
 * one (letters with marks, joined emoji) count once. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text))
    width += WIDE.test(segment) ? 1.1 : /\p{Lu}|[@%&mwшщжюмфы]/iu.test(segment) ? 0.8 : 0.64;
  return Math.ceil(width * fontSize);
}
