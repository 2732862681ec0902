import type { IncomingMessage } from 'node:http';
import busboy from 'busboy';
import type { Request, RequestHandler } from 'express';
import { ServerError } from '../domain/errors.js';
import type { Limits } from '../app/config.js';

interface Upload {
  readonly image: Uint8Array;
  readonly fields: Readonly<Record<string, string>>;
}

const uploads = new WeakMap<Request, Upload>();

/** The picture of a request that went through `readUpload`, or undefined if its body is something else. */
export function uploadOf(request: Request): Upload | undefined {
  return uploads.get(request);
}

/** Reads a picture, as a raw body or as the part `image` of a form, into memory within the limits. Bodies of other types are left alone.
 * `request.body` becomes what the API description calls the body, so that it can be checked against it. */
export function readUpload(limits: Limits): RequestHandler {
  let held = 0;
  return async (request, response, next) => {
    const type = (request.headers['content-type'] ?? '').toLowerCase();
    const isForm = type.startsWith('multipart/form-data');
    if (!isForm && !type.startsWith('image/')) {
      next();
      return;
    }
    let mine = 0;
    const account = (bytes: number): void => {
      if (held + bytes > limits.uploadMemoryBytes)
        throw new ServerError('TOO_BUSY', 'too many pictures are being sent at once; send this one again later', { retryAfterSeconds: 1 });
      held += bytes;
      mine += bytes;
    };
    response.once('close', () => (held -= mine));
    refuseLargeBody(request, limits.uploadBytes + (isForm ? (limits.fields + 1) * limits.fieldBytes : 0));
    const upload = isForm ? await readForm(request, limits, account) : { image: await readRaw(request, limits, account), fields: {} };
    uploads.set(request, upload);
    request.body = isForm ? { ...upload.fields, image: 'bytes' } : 'bytes';
    next();
  };
}

function refuseLargeBody(request: IncomingMessage, limit: number): void {
  const announced = Number(request.headers['content-length'] ?? 0);
  if (announced > limit) throw tooLarge(`the body has ${announced} bytes, ${limit} are allowed`);
}

async function readRaw(request: IncomingMessage, limits: Limits, account: (bytes: number) => void): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.uploadBytes) throw tooLarge(`the picture has more than the ${limits.uploadBytes} bytes allowed`);
    account(chunk.length);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function readForm(request: IncomingMessage, limits: Limits, account: (bytes: number) => void): Promise<Upload> {
  return new Promise((resolve, reject) => {
    const fields = new Map<string, string>();
    let image: Buffer | undefined;
    let parser: busboy.Busboy;
    const fail = (error: unknown): void => {
      request.unpipe(parser);
      request.resume();
      reject(error instanceof Error ? error : new Error(String(error)));
    };
    const badForm = (reason: string, cause?: unknown): ServerError =>
      new ServerError('BAD_REQUEST', `the form cannot be read: ${reason}`, { cause });
    try {
      parser = busboy({
        headers: request.headers,
        limits: { fileSize: limits.uploadBytes, files: 1, fields: limits.fields, fieldSize: limits.fieldBytes, fieldNameSize: 100 },
      });
    } catch (cause) {
      reject(badForm(cause instanceof Error ? cause.message : String(cause), cause));
      return;
    }
    parser.on('file', (name, stream) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => {
        try {
          account(chunk.length);
          chunks.push(chunk);
        } catch (error) {
          fail(error);
        }
      });
      stream.on('limit', () => fail(tooLarge(`the picture has more than the ${limits.uploadBytes} bytes allowed`)));
      stream.on('error', (error: unknown) => fail(error));
      stream.on('end', () => (image = Buffer.concat(chunks)));
      if (name !== 'image') fail(new ServerError('BAD_REQUEST', `the file is the part '${name}'; the part must be called 'image'`));
    });
    parser.on('field', (name, value, { nameTruncated, valueTruncated }) => {
      if (nameTruncated || valueTruncated) fail(tooLarge(`the field '${name}' has more than the ${limits.fieldBytes} bytes allowed`));
      else if (fields.has(name)) fail(new ServerError('BAD_REQUEST', `the field '${name}' is there twice; send it once`));
      else fields.set(name, value);
    });
    parser.on('filesLimit', () => fail(tooLarge('the form has more than one file; send one picture a request')));
    parser.on('fieldsLimit', () => fail(tooLarge(`the form has more than the ${limits.fields} fields allowed`)));
    parser.on('error', (error: unknown) => fail(badForm(error instanceof Error ? error.message : String(error), error)));
    parser.on('close', () => {
      if (image) resolve({ image, fields: Object.fromEntries(fields) });
      else fail(new ServerError('BAD_REQUEST', "the form has no file part called 'image'"));
    });
    request.on('aborted', () => fail(badForm('the connection closed before its end')));
    request.pipe(parser);
  });
}

function tooLarge(message: string): ServerError {
  return new ServerError('PAYLOAD_TOO_LARGE', message);
}
