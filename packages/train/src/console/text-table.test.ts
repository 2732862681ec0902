import { describe, expect, it } from 'vitest';
import { textTable } from './text-table.js';

describe('textTable', () => {
  it('lines columns up, figures to the right', () => {
    expect(
      textTable([
        ['run', 'accuracy', 'state'],
        ['a', '97.5 %', 'finished'],
        ['long', '8.0 %', ''],
      ]),
    ).toBe(
      // prettier-ignore
      ['run   accuracy  state', 'a       97.5 %  finished', 'long     8.0 %'].join('\n'),
    );
    expect(textTable([])).toBe('');
  });
});
