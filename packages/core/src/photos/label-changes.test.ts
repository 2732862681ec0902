import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readLabelChanges } from './label-changes.js';

/** The example of docs/photos.md in a language. */
function documented(language: string): string {
  const text = readFileSync(new URL('../../../../docs/photos.md', import.meta.url), 'utf8');
  const section = text.slice(text.indexOf('## Change sets'));
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(section)![1]!;
}

const EXAMPLE = [
  { picture: 'train/daisy/7.jpg', given: 'daisy', label: 'tulip' },
  { picture: 'train/rose/3.jpg', given: 'rose', label: 'rose' },
  { picture: 'train/rose/4.jpg', given: 'rose', label: null },
];

it.each(['csv', 'json'])('reads the example of the documentation in %s', (language) => {
  expect(readLabelChanges(documented(language))).toEqual({ changes: EXAMPLE, problems: [] });
});

it('reads columns in any order, quotes, a byte order mark, names in one form of Unicode, and passes over what is for people', () => {
  const { changes, problems } = readLabelChanges('\uFEFFlabel,Given,suggested,picture\r\n"Ka\u0308se, jung",cat,dog,"a, b.jpg"\r\n');
  expect(problems).toEqual([]);
  expect(changes).toEqual([{ picture: 'a, b.jpg', given: 'cat', label: 'K\u00e4se, jung' }]);
});

it.each([
  ["'=1+1.jpg", '=1+1.jpg'],
  ["''=1.jpg", "'=1.jpg"],
  ["'tis.jpg", "'tis.jpg"],
])('takes the guard against formulas off %s', (written, picture) => {
  expect(readLabelChanges(`picture,given,label\n${written},cat,dog\n`).changes[0]!.picture).toBe(picture);
});

it.each([
  ['path,label\n1.jpg,cat\n', /header must name the columns picture, given, label/],
  ['', /header must name/],
  ['picture,given,label\n1.jpg,cat\n', /Record Length/i],
  ['picture,given,label\n1.jpg,cat,dog\n1.jpg,cat,cow\n', /"1.jpg" stands there twice/],
  ['picture,given,label\n1.jpg,,dog\n', /"1.jpg" has the label "", which is empty/],
  ['picture,given,label\n1.jpg,cat,a\u202eb\n', /invisible character/],
  ['picture,given,label\n ,cat,dog\n', /is no path/],
  ['{"format":"supcon-label-changes"', /is not JSON/],
  ['{"format":"supcon-label-changes","version":2,"changes":[]}', /the version 1/],
  ['{"format":"supcon-label-changes","version":1,"changes":[{"picture":"1.jpg","given":"cat"}]}', /change 1 must have/],
])('says what is wrong with %j', (text, problem) => {
  expect(readLabelChanges(text).problems).toEqual([expect.stringMatching(problem)]);
});
