import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { changeSetCsv, changeSetJson, isChanged, labelChanges } from './change-set.js';
import type { ReviewLog } from './review-log.js';

const LOG: ReviewLog = [
  { picture: 'train/daisy/7.jpg', given: 'daisy', verdict: { kind: 'skip' }, suggested: 'tulip', confidence: 0.94 },
  { picture: 'train/rose/3.jpg', given: 'rose', verdict: { kind: 'label', label: 'rose' }, suggested: 'daisy', confidence: 0.60999 },
  { picture: 'train/daisy/7.jpg', given: 'daisy', verdict: { kind: 'label', label: 'tulip' }, suggested: 'tulip', confidence: 0.94 },
  { picture: 'train/rose/4.jpg', given: 'rose', verdict: { kind: 'leave-out' } },
  { picture: 'train/rose/5.jpg', given: 'rose', verdict: { kind: 'skip' }, suggested: 'daisy', confidence: 0.5 },
];

/** The example of docs/photos.md in a language, which the reader of the command line is held to too. */
function documented(language: string): string {
  const text = readFileSync(path.resolve(import.meta.dirname, '../../../../../docs/photos.md'), 'utf8');
  return new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(text.slice(text.indexOf('## Change sets')))![1]!;
}

it('is written as the documentation shows it', () => {
  expect(changeSetCsv(labelChanges(LOG))).toBe(documented('csv'));
  const json = changeSetJson('20261201-100000-quick-flowers', labelChanges(LOG));
  expect(JSON.parse(json)).toEqual(JSON.parse(documented('json')));
});

it('tells what changes something from what was found to be right', () => {
  expect(
    labelChanges(LOG)
      .filter(isChanged)
      .map(({ picture }) => picture),
  ).toEqual(['train/daisy/7.jpg', 'train/rose/4.jpg']);
});

it('quotes what a table or a spreadsheet would take for something else', () => {
  const csv = changeSetCsv([{ picture: '=1,"2".jpg', given: '-a', label: "'=b" }]);
  expect(csv.split('\n')[1]).toBe(`"'=1,""2"".jpg",'-a,''=b,,`);
});
