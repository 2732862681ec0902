import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import busboy from 'busboy';
import { ServerError } from '../../domain/errors.js';
import type { HttpLimits } from '../http-settings.js';

/** So much is parsed at a time. A form of nothing but boundaries is refused at the first few, but its parser stops only at the end of what it was given. */
const SLICE_BYTES = 256 * 1024;

/** A form with one picture. */
export interface PictureForm {
  readonly image: Uint8Array;
  readonly fields: Readonly<Record<string, string>>;
}

/** A form with pictures. */
export interface PicturesForm {
  /** In their order, at least one. */
  readonly images: readonly Uint8Array[];
  readonly fields: Readonly<Record<string, string>>;
}

/** What a form may be. */
export type FormLimits = Pick<HttpLimits, 'uploadBytes' | 'fields' | 'fieldBytes'>;

/** Takes a form apart whose body has been read. The picture is a copy, unless the body is small.
 * @throws ServerError BAD_REQUEST for what is no form, or has no part `image`; PAYLOAD_TOO_LARGE for too many or too large parts. */
export async function parseForm(body: Buffer, headers: IncomingHttpHeaders, limits: FormLimits): Promise<PictureForm> {
  const { images, fields } = await parsePicturesForm(body, headers, limits, 1);
  return { image: images[0]!, fields };
}

/** The same of a form with several parts `image`. @param most pictures that it may have. @throws as `parseForm`. */
export function parsePicturesForm(body: Buffer, headers: IncomingHttpHeaders, limits: FormLimits, most: number): Promise<PicturesForm> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    const images: Uint8Array[] = [];
    let parser: busboy.Busboy;
    const source = Readable.from(slices(body), { objectMode: false });
    const fail = (error: unknown): void => {
      source.unpipe().destroy();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const badForm = (reason: string, cause?: unknown): ServerError =>
      new ServerError('BAD_REQUEST', `the form cannot be read: ${reason}`, { cause });
    try {
      parser = busboy({
        headers,
        limits: {
          // For the parser exactly as many bytes as allowed are too many already.
          fileSize: limits.uploadBytes + 1,
          files: most,
          fields: limits.fields,
          fieldSize: limits.fieldBytes + 1,
          fieldNameSize: 100,
          // One more than the pictures and all fields: parts without a name count here too.
          parts: limits.fields + most + 1,
        },
      });
    } catch (cause) {
      fail(badForm(cause instanceof Error ? cause.message : String(cause), cause));
      return;
    }
    parser.on('file', (name, stream) => {
      const pieces: Buffer[] = [];
      const at = images.push(new Uint8Array()) - 1;
      stream.on('data', (piece: Buffer) => pieces.push(piece));
      stream.on('limit', () =>
        fail(tooLarge(`${most === 1 ? 'the picture' : `picture ${at}`} has more than the ${limits.uploadBytes} bytes allowed`)),
      );
      stream.on('error', (error: unknown) => fail(badForm(error instanceof Error ? error.message : String(error), error)));
      stream.on('end', () => (images[at] = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces)));
      if (name !== 'image') fail(new ServerError('BAD_REQUEST', `the file is the part '${name}'; the part must be called 'image'`));
    });
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (nameTruncated || valueTruncated) fail(tooLarge(`the field '${name}' has more than the ${limits.fieldBytes} bytes allowed`));
      else if (fields.has(name)) fail(new ServerError('BAD_REQUEST', `the field '${name}' is there twice; send it once`));
      else fields.set(name, value);
    });
    parser.on('filesLimit', () =>
      fail(
        tooLarge(
          most === 1
            ? 'the form has more than one file; send one picture a request'
            : `the form has more than the ${most} pictures allowed`,
        ),
      ),
    );
    parser.on('fieldsLimit', () => fail(tooLarge(`the form has more than the ${limits.fields} fields allowed`)));
    parser.on('partsLimit', () =>
      fail(
        tooLarge(`the form has more parts than ${most === 1 ? 'the picture' : `${most} pictures`} and the ${limits.fields} fields allowed`),
      ),
    );
    parser.on('error', (error: unknown) => fail(badForm(error instanceof Error ? error.message : String(error), error)));
    parser.on('close', () => {
      if (images.length > 0) resolve({ images, fields: Object.fromEntries(fields) });
      else fail(new ServerError('BAD_REQUEST', "the form has no file part called 'image'"));
    });
    source.pipe(parser);
  });
}

function* slices(body: Buffer): Generator<Buffer> {
  for (let from = 0; from < body.length; from += SLICE_BYTES) yield body.subarray(from, from + SLICE_BYTES);
}

function tooLarge(message: string): ServerError {
  return new ServerError('PAYLOAD_TOO_LARGE', message);
}
