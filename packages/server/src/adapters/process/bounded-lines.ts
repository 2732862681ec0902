import { StringDecoder } from 'node:string_decoder';
import type { Readable } from 'node:stream';

/** Hears a stream line by line, UTF-8, and keeps no more of it than a line: one that is longer than allowed is passed over whole. A last line without its newline counts.
 * @param longest characters of a line. */
export function boundedLines(stream: Readable, longest: number, onLine: (line: string) => void): void {
  const decoder = new StringDecoder('utf8');
  let line = '';
  let isTooLong = false;
  const take = (part: string): void => {
    isTooLong ||= line.length + part.length > longest;
    line = isTooLong ? '' : line + part;
  };
  const end = (): void => {
    if (!isTooLong && line !== '') onLine(line);
    line = '';
    isTooLong = false;
  };
  stream.on('data', (chunk: Buffer) => {
    const [first = '', ...more] = decoder.write(chunk).split('\n');
    take(first);
    for (const part of more) {
      end();
      take(part);
    }
  });
  stream.once('end', () => {
    take(decoder.end());
    end();
  });
}

/** Keeps the end of what a stream says, UTF-8. @param most characters. @returns what was said last, whole lines where there is more than that. */
export function lastWords(stream: Readable, most: number): () => string {
  const decoder = new StringDecoder('utf8');
  let said = '';
  stream.on('data', (chunk: Buffer) => {
    said = (said + decoder.write(chunk)).slice(-2 * most);
  });
  return () => {
    if (said.length <= most) return said;
    const tail = said.slice(-most);
    return tail.slice(tail.indexOf('\n') + 1);
  };
}
