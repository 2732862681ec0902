import { describe, expect, it } from 'vitest';
import { fragment, page, table, trusted } from './html-page.js';

describe('fragment', () => {
  it('escapes text and keeps markup', () => {
    const name = '<script>"&';
    expect(fragment`<p title="${name}">${name}${trusted('<b>b</b>')}${[fragment`<i>${1}</i>`, fragment`<i>2</i>`]}</p>`.html).toBe(
      '<p title="&lt;script&gt;&quot;&amp;">&lt;script&gt;&quot;&amp;<b>b</b><i>1</i>\n<i>2</i></p>',
    );
  });
});

describe('table', () => {
  it('sets columns of figures to the right, and others not', () => {
    const { html } = table([['a', 'b'], ['x', '97.5 %'], ['y', 3]]); // prettier-ignore
    expect(html.match(/class="number"/g)).toHaveLength(3);
    expect(table([['a'], ['3 %'], ['3 % (1 % to 5 %)']]).html).not.toContain('number');
  });

  it('leaves an empty head out', () => {
    expect(table([['', ''], ['a', 'b']]).html).not.toContain('<th'); // prettier-ignore
  });
});

describe('page', () => {
  it('forbids itself every host', () => {
    expect(page('t', [])).toContain(`content="default-src 'none'; style-src 'unsafe-inline'; img-src data:"`);
  });
});
