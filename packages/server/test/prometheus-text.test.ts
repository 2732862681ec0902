import { describe, expect, it } from 'vitest';
import { parsePrometheusText, valueOf } from './prometheus-text.js';

const HISTOGRAM = [
  '# HELP h of what',
  '# TYPE h histogram',
  'h_bucket{le="1",a="x\\"y\\\\z\\n"} 2',
  'h_bucket{le="+Inf",a="x\\"y\\\\z\\n"} 3',
  'h_sum{a="x\\"y\\\\z\\n"} 4.5',
  'h_count{a="x\\"y\\\\z\\n"} 3',
  '',
].join('\n');

describe('parsePrometheusText', () => {
  it('reads types, labels and values', () => {
    const samples = parsePrometheusText(`# TYPE up gauge\nup 1\n# TYPE mean gauge\nmean NaN\n${HISTOGRAM}`);
    expect(valueOf(samples, 'mean')).toBeNaN();
    expect(valueOf(samples, 'up')).toBe(1);
    expect(valueOf(samples, 'h_sum', { a: 'x"y\\z\n' })).toBe(4.5);
    expect(valueOf(samples, 'h_bucket', { a: 'x"y\\z\n', le: '+Inf' })).toBe(3);
    expect(valueOf(samples, 'none')).toBe(0);
  });

  it.each([
    ['a sample without a type', 'up 1\n'],
    ['a sample below another type', '# TYPE up gauge\ndown 1\n'],
    ['a series twice', '# TYPE up gauge\nup{a="1",b="2"} 1\nup{b="2",a="1"} 2\n'],
    ['a type twice', '# TYPE up gauge\nup 1\n# TYPE up gauge\n'],
    ['a label without quotes', '# TYPE up gauge\nup{a=1} 1\n'],
    ['no number', '# TYPE up gauge\nup one\n'],
    ['no end of the last line', '# TYPE up gauge\nup 1'],
    ['buckets that go down', HISTOGRAM.replace('} 2\n', '} 4\n')],
    ['buckets that are not all', HISTOGRAM.replace('h_count{a="x\\"y\\\\z\\n"} 3', 'h_count{a="x\\"y\\\\z\\n"} 5')],
  ])('refuses %s', (_, text) => {
    expect(() => parsePrometheusText(text)).toThrow();
  });
});
