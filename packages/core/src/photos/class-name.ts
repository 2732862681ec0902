import { byCodePoint } from './by-code-point.js';

/** The name of a class as it is kept and compared: in Unicode's form NFC, in which `ä` is one character, whether a disk or an editor wrote
 * it as one or as two. */
export function className(text: string): string {
  return text.normalize('NFC');
}

/** Why a text cannot be the name of a class; undefined where it can. */
export function whyNoClassName(text: string): string | undefined {
  if (text.trim() === '') return 'is empty';
  if (/[\p{Cc}\u2028\u2029]/u.test(text)) return 'is not one line of text';
  // Joiners and direction marks belong to Persian, Hindi or Hebrew names; these show a name as another one, or hide in it.
  const hidden = /[\u00ad\u180e\u200b\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]/u.exec(text)?.[0];
  return hidden && `has an invisible character in it (U+${hidden.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')})`;
}

/** Classes that a person would take for one: equal but for upper and lower case, white space, or forms that look alike to Unicode (NFKC:
 * full width, ligatures). They are named, not merged: `us` and `US` may be two things.
 * @param labels names of classes, each once.  @returns groups of two and more, in code point order. */
export function suspectNames(labels: readonly string[]): readonly (readonly string[])[] {
  const groups = new Map<string, string[]>();
  for (const label of [...labels].sort(byCodePoint)) {
    const group = groups.get(plainForm(label));
    if (group) group.push(label);
    else groups.set(plainForm(label), [label]);
  }
  return [...groups.values()].filter((group) => group.length > 1);
}

/** Upper case first: it takes `ß` to `SS` and both forms of sigma to one. */
function plainForm(label: string): string {
  return label.normalize('NFKC').toUpperCase().toLowerCase().normalize('NFKC').replaceAll(/\s+/gu, ' ').trim();
}
