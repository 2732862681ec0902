import { describe, expect, it } from 'vitest';
import { readCsvRows, readJsonLinesRows } from './list-rows.js';

describe('readCsvRows', () => {
  it('reads quotes, doubled quotes, commas and line breaks in them, CRLF, a byte order mark, columns in any order', () => {
    const { rows, problems } = readCsvRows(
      '\uFEFFlabel,Path,note,split\r\n"Golden ""Retriever""","a, b/1.jpg",x,train\r\ncat,2.jpg,"two\nlines",\r\n\r\ndog,3.jpg,,test\r\n',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { line: 2, path: 'a, b/1.jpg', label: 'Golden "Retriever"', split: 'train' },
      { line: 4, path: '2.jpg', label: 'cat', split: '' },
      { line: 6, path: '3.jpg', label: 'dog', split: 'test' },
    ]);
  });

  it('needs no split column', () => {
    expect(readCsvRows('path,label\n1.jpg,cat').rows).toEqual([{ line: 2, path: '1.jpg', label: 'cat', split: '' }]);
  });

  it('names every line that has too few or too many values, or quotes out of place', () => {
    const { rows, problems } = readCsvRows('path,label\n1.jpg\n2.jpg,cat\n3.jpg,dog,x\n4"x.jpg,cat\n5.jpg,cat\n');
    expect(rows.map(({ line }) => line)).toEqual([3, 6]);
    expect(problems).toHaveLength(3);
    for (const expected of [/^line 5: .*[Qq]uote/, /^line 2: has 1 values for 2 columns/, /^line 4: has 3 values for 2 columns/])
      expect(problems.filter((problem) => expected.test(problem))).toHaveLength(1);
  });

  it.each([
    ['no header', '1.jpg,cat\n', /line 1: the header must name the columns path and label/],
    ['semicolons', 'path;label\n1.jpg;cat\n', /separated by ";"; save it with commas/],
    ['nothing at all', '', /the file is empty/],
  ])('explains %s', (_, text, message) => {
    const { rows, problems } = readCsvRows(text);
    expect(rows).toEqual([]);
    expect(problems).toEqual([expect.stringMatching(message)]);
  });
});

describe('readJsonLinesRows', () => {
  it('reads one object a line and passes over empty lines and other members', () => {
    const { rows, problems } = readJsonLinesRows(
      '\uFEFF{"path":"1.jpg","label":"cat","size":3}\r\n\n{"label":"dög","path":"ö/2.jpg","split":"val"}\n{"path":"3.jpg","label":"cat","split":null}',
    );
    expect(problems).toEqual([]);
    expect(rows).toEqual([
      { line: 1, path: '1.jpg', label: 'cat', split: '' },
      { line: 3, path: 'ö/2.jpg', label: 'dög', split: 'val' },
      { line: 4, path: '3.jpg', label: 'cat', split: '' },
    ]);
  });

  it('takes null for a label that is still open, and not for a path', () => {
    const { rows, problems } = readJsonLinesRows('{"path":"1.jpg","label":null}\n{"path":null,"label":"cat"}');
    expect(rows).toEqual([{ line: 1, path: '1.jpg', label: '', split: '' }]);
    expect(problems).toEqual(['line 2: path must be text, not null']);
  });

  it('names every line that is no object, and every member that is missing or no text', () => {
    const { rows, problems } = readJsonLinesRows('{"path":"1.jpg"\n[1]\n{"path":1}\n{"path":"2.jpg","label":3,"split":true}\n');
    expect(rows).toEqual([]);
    expect(problems).toEqual([
      expect.stringMatching(/^line 1: not JSON/),
      expect.stringMatching(/^line 2: must be an object like .*, not \[1\]/),
      'line 3: path must be text, not 1',
      'line 3: label is missing',
      'line 4: label must be text, not 3',
      'line 4: split must be text, not true',
    ]);
  });
});
