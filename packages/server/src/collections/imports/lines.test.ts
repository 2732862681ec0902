import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createLineCounter, linesOf } from './lines.js';

/** The text in pieces of these sizes, over and over. */
async function* pieces(text: string, sizes: readonly number[]): AsyncGenerator<Buffer> {
  const bytes = Buffer.from(text);
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const size = sizes[i % sizes.length]!;
    yield await Promise.resolve(bytes.subarray(at, at + size));
    at += size;
  }
}
const texts = fc.string({ unit: fc.constantFrom('a', 'ü', ' ', '\t', '\r', '\n', '\n', '{'), maxLength: 60 });

it('gives the lines of a text however its pieces fall, without blank ones and with their numbers', async () => {
  await fc.assert(
    fc.asyncProperty(texts, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 4 }), async (text, sizes) => {
      const expected = text
        .split('\n')
        .map((line, i) => ({ number: i + 1, text: line }))
        .filter(({ text: line }) => /[^ \t\r]/.test(line))
        .map(({ number, text: line }) => ({ number, text: Buffer.byteLength(line) > 8 ? undefined : line }));
      const counter = createLineCounter();
      for await (const piece of pieces(text, sizes)) counter.see(piece);
      const found = [];
      for await (const { number, bytes } of linesOf(pieces(text, sizes), 8)) found.push({ number, text: bytes?.toString() });
      expect(found).toEqual(expected);
      expect(counter.count()).toBe(expected.length);
    }),
    { seed: 20, numRuns: 500 },
  );
});
