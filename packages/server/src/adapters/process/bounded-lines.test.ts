import { PassThrough, Readable } from 'node:stream';
import { finished } from 'node:stream/promises';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { boundedLines, lastWords } from './bounded-lines.js';

/** A text in pieces that may end within a character. */
function* pieces(bytes: Buffer, sizes: readonly number[]): Generator<Buffer> {
  for (let at = 0, n = 0; at < bytes.length; n++) {
    const size = sizes[n % sizes.length]!;
    yield bytes.subarray(at, at + size);
    at += size;
  }
}

it('hears the lines of a text however it comes, but for those that are empty or too long', () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(fc.string({ unit: 'grapheme', maxLength: 14 }).map((text) => text.replaceAll('\n', ' '))),
      fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }),
      async (lines, sizes) => {
        const stream = Readable.from(pieces(Buffer.from(lines.join('\n')), sizes));
        const heard: string[] = [];
        boundedLines(stream, 10, (line) => heard.push(line));
        await finished(stream);
        expect(heard).toEqual(lines.filter((line) => line !== '' && line.length <= 10));
      },
    ),
  ));

it('keeps the last whole lines of what does not fit', () => {
  const stream = new PassThrough();
  const said = lastWords(stream, 10);
  expect(said()).toBe('');
  stream.write('one\ntwo\n');
  stream.read();
  expect(said()).toBe('one\ntwo\n');
  for (let n = 0; n < 100; n++) stream.write(`line ${n}\n`);
  expect(said()).toBe('line 99\n');
});
