import { refusedInput, SupconError } from './errors.js';
import { base64FromFloat32, toBase64 } from './base64.js';
import { imageBlob, type ImageInput } from './image-blob.js';
import { rawBody } from './raw-body.js';

/** An item of an import: with a vector or a picture, or neither where a matrix has the vectors. */
export interface ImportItem {
  /** One is made of the import and the line without it. */
  readonly id?: string | undefined;
  readonly label?: string | null | undefined;
  /** At most 8 KiB as JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  /** [D] as long as the collection's embedding; any length but zero. */
  readonly vector?: readonly number[] | Float32Array | undefined;
  readonly image?: ImageInput | undefined;
}

/** Items one after the other, or lines of JSON. */
export type ImportInput = AsyncIterable<ImportItem> | Iterable<ImportItem> | Blob | Uint8Array | ReadableStream<Uint8Array>;

const NDJSON = 'application/x-ndjson';
/** Bytes that go out together. */
const ENOUGH = 64 * 1024;

/** What goes out for an import. @param vectors a `.npy` file beside the lines. @param onFault hears why the items could not be had: of a body that breaks off, a fetch says what it likes.
 * @throws BadRequestError for what are no items; SupconError for items that cannot be had. */
export async function importBody(
  items: ImportInput,
  vectors: Blob | Uint8Array | undefined,
  onFault: (fault: SupconError) => void = () => undefined,
): Promise<Omit<ReturnType<typeof rawBody>, 'headers'> & { readonly headers?: Readonly<Record<string, string>> }> {
  requireItems(items);
  const lines = isRaw(items) ? items : byteStream(linesOfItems(items, onFault));
  if (vectors === undefined) return rawBody(lines, NDJSON);
  const form = new FormData();
  form.set('items', lines instanceof ReadableStream ? await new Response(lines).blob() : blobOf(lines), 'items.ndjson');
  form.set('vectors', blobOf(vectors), 'vectors.npy');
  return { body: form as unknown as Blob, bodySerializer: (whole) => whole };
}

function requireItems(items: unknown): void {
  if (typeof items === 'object' && items !== null && (isRaw(items) || Symbol.iterator in items || Symbol.asyncIterator in items)) return;
  const got =
    typeof items === 'string' ? 'a text; give new Blob([text]) of lines of JSON' : 'neither items one after the other nor lines of JSON';
  throw refusedInput(`items: this is ${got}`);
}

function isRaw(items: object): items is Blob | Uint8Array | ReadableStream<Uint8Array> {
  return items instanceof Blob || items instanceof Uint8Array || items instanceof ReadableStream;
}

function blobOf(part: Blob | Uint8Array): Blob {
  return part instanceof Blob ? part : new Blob([new Uint8Array(part)]);
}

async function* linesOfItems(
  items: AsyncIterable<ImportItem> | Iterable<ImportItem>,
  onFault: (fault: SupconError) => void,
): AsyncGenerator<Uint8Array, void, undefined> {
  const encoder = new TextEncoder();
  let text = '';
  let number = 0;
  try {
    for await (const item of items) {
      text += await lineOf(item);
      number++;
      if (text.length < ENOUGH) continue;
      yield encoder.encode(text);
      text = '';
    }
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const fault = new SupconError(`items: after ${number} of them: ${why}. Nothing was imported.`, { cause });
    onFault(fault);
    throw fault;
  }
  if (text !== '') yield encoder.encode(text);
}

async function lineOf({ vector, image, ...item }: ImportItem): Promise<string> {
  const content = {
    ...(vector === undefined ? {} : { vector: base64FromFloat32(vector) }),
    ...(image === undefined ? {} : { image: toBase64(new Uint8Array(await (await imageBlob(image)).arrayBuffer())) }),
  };
  return `${JSON.stringify({ ...item, ...content })}\n`;
}

function byteStream(pieces: AsyncGenerator<Uint8Array, void, undefined>): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>({
    pull: async (controller) => {
      const { done, value } = await pieces.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      await pieces.return(undefined);
    },
  });
}
