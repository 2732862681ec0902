import { expect, it } from 'vitest';
import { selectionTable } from './selection-table.js';

it('shows every candidate with its figures, marks the one that was kept, and escapes what a run says', () => {
  const scores = { linear: 0.9, knn: 0.8 };
  const { html } = selectionTable({
    type: 'selection',
    chosen: 'b',
    reason: 'a < b',
    candidates: [
      { run: 'a', role: 'probe', validation: scores, test: { linear: 0.85, knn: 0.75 }, epochs: 0, seconds: 28 },
      { run: 'b', role: 'distilled', validation: scores, test: { linear: 0.95, knn: 0.65 }, seconds: 130 },
    ],
  });
  const rows = html.split('<tr>').slice(2);
  expect(rows[0]).toMatch(/frozen probe[^]*85\.0 %[^]*75\.0 %[^]*90\.0 %[^]*80\.0 %[^]*>0<[^]*28 s[^]*<code>a</);
  expect(rows[1]).toMatch(/distilled <strong>kept<[^]*95\.0 %[^]*65\.0 %[^]*2 min 10 s/);
  expect(rows[0]).not.toContain('kept');
  expect(html).toContain('Kept: a &lt; b.');
});
