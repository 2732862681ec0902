import { describeValue } from './describe-value.js';
import { refusedInput } from './errors.js';

/** A picture: a Blob or File, its bytes (a Node Buffer is a Uint8Array), or where they come from: a web stream, a Node stream, the Response of a `fetch`. Those are read once, to their end, before
 * anything is sent. For a path see `@supcon/sdk/node`. */
export type ImageInput = Blob | ArrayBuffer | Uint8Array | ReadableStream<Uint8Array> | AsyncIterable<Uint8Array> | Response;

/** What a Blob is called whose bytes nobody recognises: the server then says what is wrong with them, which no other type would let it. */
const UNRECOGNISED = 'image/x-unrecognised';

/** What says nothing about the bytes: a file whose ending nobody knew. */
const UNTOLD: ReadonlySet<string> = new Set(['', 'application/octet-stream']);

/** A Blob whose `type` tells the server that it is a picture. A type that the caller gave is kept where it says something; otherwise the first bytes decide.
 * @throws BadRequestError with the code BAD_REQUEST for what is no picture of the kinds above; what a stream throws. */
export async function imageBlob(image: ImageInput): Promise<Blob> {
  const whole = await readWhole(image);
  if (whole instanceof Blob) {
    if (!UNTOLD.has(whole.type)) return whole;
    return new Blob([whole], { type: imageType(new Uint8Array(await whole.slice(0, 12).arrayBuffer())) });
  }
  // A view on shared memory cannot be part of a Blob: copied, like every Blob's bytes.
  return new Blob([new Uint8Array(whole)], { type: imageType(whole) });
}

async function readWhole(image: unknown): Promise<Blob | Uint8Array> {
  if (image instanceof Blob || image instanceof Uint8Array) return image;
  if (image instanceof ArrayBuffer) return new Uint8Array(image);
  if (image instanceof Response) {
    if (!image.ok) throw refusedInput(`picture: a Response with status ${image.status} is no picture`);
    if (image.bodyUsed) throw refusedInput('picture: the body of this Response was read already; give what it held');
    return image.blob();
  }
  if (image instanceof ReadableStream) {
    if (image.locked) throw refusedInput('picture: this stream is being read, or was, by somebody else');
    return new Response(image as ReadableStream<Uint8Array<ArrayBuffer>>).blob();
  }
  if (isAsyncIterable(image)) return readAll(image);
  throw refusedInput(`picture: ${describe(image)} is none`);
}

async function readAll(chunks: AsyncIterable<unknown>): Promise<Blob> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array))
      throw refusedInput(`picture: this stream gives ${describe(chunk)} where bytes belong; open it without an encoding`);
    parts.push(new Uint8Array(chunk));
  }
  return new Blob(parts);
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.asyncIterator in value;
}

function describe(value: unknown): string {
  if (typeof value === 'string')
    return /^data:|^https?:/.test(value)
      ? 'an address (read it with fetch and give the Response)'
      : `the text ${JSON.stringify(value.slice(0, 80))} (a path is read by readImage of @supcon/sdk/node, base64 has to be decoded)`;
  return describeValue(value);
}

/** Media type by magic bytes. */
function imageType(bytes: Uint8Array): string {
  const text = String.fromCharCode(...bytes.subarray(0, 12));
  if (text.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (text.startsWith('RIFF') && text.slice(8) === 'WEBP') return 'image/webp';
  if (text.startsWith('GIF8')) return 'image/gif';
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return 'image/tiff';
  if (text.startsWith('BM')) return 'image/bmp';
  if (/^ftypavi[fs]/.test(text.slice(4))) return 'image/avif';
  if (/^ftyp(hei[cxms]|hev[cxms]|mif1|msf1)/.test(text.slice(4))) return 'image/heic';
  return UNRECOGNISED;
}
