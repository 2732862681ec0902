import { expect, it } from 'vitest';
import { modelRecord } from '../../test/model-record.js';
import { modelTable } from './model-table.js';

it('prints a line a model under its headings, in columns, without spaces at the ends', () => {
  const listed = [
    { model: modelRecord('photos-of-summer', 12, { precision: 'int8' }), aliases: ['candidate', 'fast'], serves: false },
    { model: modelRecord('pets', 1), aliases: ['production'], serves: true },
    { model: modelRecord('cars', 2), aliases: [], serves: false },
  ];
  expect(modelTable(listed)).toBe(
    [
      'model                created               precision  aliases          serves',
      'photos-of-summer/12  2026-01-12 00:00 UTC  int8       candidate, fast',
      'pets/1               2026-01-01 00:00 UTC  float32    production       yes',
      'cars/2               2026-01-02 00:00 UTC  float32',
      '',
    ].join('\n'),
  );
});
