import { expect, it } from 'vitest';
import { labelChoices } from './label-choices.js';

const near = (...labels: string[]) => labels.map((label, at) => ({ picture: `${at}.jpg`, label, similarity: 1 - at / 10 }));

it('has the suggested label first, then those of the neighbours by votes, then the others, and never the given one', () => {
  const issue = { given: 'rose', suggested: 'tulip', neighbours: near('daisy', 'rose', 'aster', 'aster') };
  expect(labelChoices(issue, ['aster', 'lily', 'rose', 'tulip'])).toEqual(['tulip', 'aster', 'daisy', 'lily']);
});

it('has as many as there are keys', () => {
  const labels = Array.from({ length: 30 }, (_, at) => `class ${at}`);
  expect(labelChoices({ given: 'a', suggested: 'b', neighbours: [] }, labels)).toEqual(['b', ...labels.slice(0, 8)]);
});
