import { describe, expect, it } from 'vitest';
import { createCollapseWatch } from './collapse-watch.js';

const collapsed = Math.log(127);

describe('createCollapseWatch', () => {
  it('warns once, at the second epoch in a row at ln(rows - 1) after the warm-up', () => {
    const watch = createCollapseWatch(128, 2);
    const answers = [1, 2, 3, 4].map((epoch) => watch(epoch, collapsed + 0.001));
    expect(answers[0]).toBeUndefined();
    expect(answers[1]).toBeUndefined();
    expect(answers[2]).toContain('ln(128 - 1)');
    expect(answers[3]).toBeUndefined();
  });

  it('is silent while the loss passes by or stands elsewhere', () => {
    const watch = createCollapseWatch(128, 0);
    for (const [epoch, loss] of [5.2, collapsed, 4.7, 4.5, collapsed, 4.4, 3.9, 3.9, 3.9].entries())
      expect(watch(epoch + 1, loss)).toBeUndefined();
  });
});
