import { on } from 'node:events';
import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import busboy from 'busboy';
import type { IncomingPart } from '../../collections/imports/receive-import.js';
import { ServerError } from '../../domain/errors.js';

/** Files of a form; more than are taken is for whoever takes them to refuse. */
const MOST_FILES = 4;

/** The files of a form as they come, one after the other, a piece in memory at a time: each has to be read to its end before the next is asked for.
 * @throws ServerError BAD_REQUEST for what is no form, or has text fields; what the body threw. (while it or a file is read) */
export async function* formParts(body: AsyncIterable<Uint8Array>, headers: IncomingHttpHeaders): AsyncGenerator<IncomingPart> {
  let parser: busboy.Busboy;
  try {
    parser = busboy({ headers, limits: { files: MOST_FILES, fields: 0, parts: MOST_FILES + 1, fileSize: Infinity } });
  } catch (cause) {
    throw explained(cause);
  }
  // What breaks the form off breaks off the file too, which nobody may be reading yet.
  parser.on('file', (_name, stream) => stream.on('error', () => undefined));
  parser.on('fieldsLimit', () => parser.destroy(badForm('it has a text field; send its parts as files, with a filename')));
  for (const limit of ['filesLimit', 'partsLimit'] as const) parser.on(limit, () => parser.destroy(badForm('it has too many parts')));
  const files = on(parser, 'file', { close: ['close'] }) as AsyncIterable<[name: string, stream: Readable]>;
  const fed = pipeline(Readable.from(body, { objectMode: false }), parser);
  fed.catch(() => undefined);
  try {
    for await (const [name, stream] of files) yield { name, body: withExplanation(stream) };
    await fed;
  } catch (error) {
    throw explained(error);
  } finally {
    parser.destroy();
  }
}

async function* withExplanation(stream: Readable): AsyncGenerator<Uint8Array> {
  try {
    for await (const piece of stream) yield piece as Uint8Array;
  } catch (error) {
    throw explained(error);
  }
}

function explained(error: unknown): unknown {
  return error instanceof ServerError ? error : badForm(error instanceof Error ? error.message : String(error), error);
}

function badForm(reason: string, cause?: unknown): ServerError {
  return new ServerError('BAD_REQUEST', `the form cannot be read: ${reason}`, { cause });
}
