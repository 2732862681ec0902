import { expect, it } from 'vitest';
import { linesOf } from './lines-of.js';

it('gives lines however they are cut into pieces, also within a character, and the last one without its end', async () => {
  const bytes = new TextEncoder().encode('{"a":"ä"}\n\n{"b":"中"}\nlast');
  for (let size = 1; size <= bytes.length; size++) {
    const pieces = Array.from({ length: Math.ceil(bytes.length / size) }, (_, i) => bytes.slice(i * size, (i + 1) * size));
    const lines: string[] = [];
    for await (const line of linesOf(ReadableStream.from(pieces))) lines.push(line);
    expect(lines).toEqual(['{"a":"ä"}', '{"b":"中"}', 'last']);
  }
});

it('lets go of the stream where the caller wants no more', async () => {
  let cancelled = false;
  const stream = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(new TextEncoder().encode('x\n')),
    cancel: () => {
      cancelled = true;
    },
  });
  for await (const line of linesOf(stream)) if (line === 'x') break;
  expect(cancelled).toBe(true);
});
