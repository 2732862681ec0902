import type { Transport } from '@supcon/sdk/parts';
import type { Operation } from './description.js';
import type { Shape } from './input-schema.js';
import { ArgumentRefused, readPicture } from './read-picture.js';

/** What a tool was called with, as its schema allows. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What is known of a call beside its arguments. */
export interface CallContext {
  readonly transport: Transport;
  /** Absolute folders whose pictures may be read. */
  readonly photos: readonly string[];
  readonly signal?: AbortSignal;
}

/** A picture whose kind nobody has told: the server looks at its bytes. */
const UNTOLD = 'image/x-unrecognised';

/** The SDK's calls, for an operation that is known at run time only. */
type AnyApi = Readonly<Record<string, (path: string, init: object) => Promise<{ readonly response: Response }>>>;

/** Asks the server for what a tool was called with. What changes something is never sent twice.
 * @returns JSON, or a Blob where the answer is a picture. @throws ArgumentRefused; what the SDK throws. */
export async function callOperation(
  operation: Operation,
  shape: Shape,
  given: Arguments,
  { transport, photos, signal }: CallContext,
): Promise<unknown> {
  const named = (place: 'path' | 'query') =>
    Object.fromEntries(
      operation.parameters.filter((one) => one.in === place && !shape.bodyNames.includes(one.name)).map(({ name }) => [name, given[name]]),
    );
  const path = named('path');
  for (const [name, value] of Object.entries(path)) checkSegment(name, value);
  const said = Object.fromEntries(shape.bodyNames.filter((name) => given[name] !== undefined).map((name) => [name, given[name]]));
  const sent = await bodyOf(shape, said, photos);
  const asBlob =
    Object.keys(operation.responses['200']?.content ?? {}).every((type) => type.startsWith('image/')) &&
    operation.responses['200'] !== undefined;
  const options = { ...(isReading(operation) ? {} : { retries: 0 }), ...(signal === undefined ? {} : { signal }) };
  return transport.call<unknown>(options, (api, ends) =>
    (api as unknown as AnyApi)[operation.method.toUpperCase()]!(operation.path, {
      params: { path, query: named('query') },
      ...sent,
      ...(asBlob ? { parseAs: 'blob' } : {}),
      signal: ends,
    }),
  );
}

/** Whether an operation changes nothing. */
export function isReading({ method, 'x-supcon-role': role }: Operation): boolean {
  return method === 'get' || role === 'reader' || role === 'public';
}

/** Addresses are put together of these, and `..` would lead to another one. */
function checkSegment(name: string, value: unknown): void {
  if (typeof value === 'number' || (typeof value === 'string' && !/^\.{0,2}$/.test(value))) return;
  throw new ArgumentRefused(`${name}: ${JSON.stringify(value ?? '')} can be none`);
}

async function bodyOf({ body, field }: Shape, said: Arguments, photos: readonly string[]): Promise<object> {
  if (body === 'none') return {};
  if (body === 'json') return { body: await withBytes(said, photos) };
  const { picture, ...rest } = said;
  if (picture === undefined) return { body: rest };
  const image = new Blob([await bytesOf(picture, photos)], { type: UNTOLD });
  if (body === 'raw') return { body: image, bodySerializer: () => image, headers: { 'Content-Type': UNTOLD } };
  return { body: { image }, bodySerializer: () => formOf(field === undefined ? rest : { [field]: rest }, image) };
}

/** Pictures that are named by their paths, as base64. */
async function withBytes(said: unknown, photos: readonly string[]): Promise<unknown> {
  if (Array.isArray(said)) return Promise.all(said.map((one) => withBytes(one, photos)));
  if (typeof said !== 'object' || said === null) return said;
  const names = Object.keys(said);
  if (names.length === 1 && names[0] === 'path')
    return { data: Buffer.from(await readPicture((said as { readonly path: string }).path, photos)).toString('base64') };
  return Object.fromEntries(await Promise.all(Object.entries(said).map(async ([name, one]) => [name, await withBytes(one, photos)])));
}

async function bytesOf(picture: unknown, photos: readonly string[]): Promise<Uint8Array<ArrayBuffer>> {
  const { path, data } = picture as { readonly path?: string; readonly data?: string };
  return path === undefined ? new Uint8Array(Buffer.from(data ?? '', 'base64')) : readPicture(path, photos);
}

/** Texts as they are, everything else as JSON; fields first, so that a server that streams knows them before the picture arrives. */
function formOf(fields: Arguments, image: Blob): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  // Its name would tell where it lay on disk.
  form.set('image', image, 'image');
  return form;
}
