import type { Request, RequestHandler } from 'express';
import { ServerError } from '../../domain/errors.js';
import { beginWork, type RequestTurn } from '../admission/admit-pictures.js';
import { clientAddress } from '../client-address.js';
import type { HttpLimits } from '../http-settings.js';
import { base64Bytes } from '../../domain/base64-bytes.js';
import { noteContent } from '../idempotency/content-of.js';
import { parsePicturesForm } from './parse-form.js';
import { requirePlainEncoding } from './plain-encoding.js';
import { readBody } from './read-body.js';
import { isJson, parseJson, requireUtf8 } from './read-json.js';
import { leastRateOf, type UploadAccount, type UploadClaim } from './upload-account.js';

/** A picture as a request has it: its bytes, where a collection keeps it, or why it is none. */
export type SentPicture =
  { readonly bytes: Uint8Array } | { readonly collection: string; readonly item: string } | { readonly refusal: ServerError };

/** The pictures of one request. */
export interface SentPictures {
  readonly pictures: readonly SentPicture[];
  /** Counts bytes that are taken into memory beside those of the body. @throws ServerError PAYLOAD_TOO_LARGE when both are more than a request may have; TOO_BUSY. */
  readonly hold: (bytes: number) => void;
  /** Whose turn the work takes; its signal aborts when nobody waits for it any more. */
  readonly turn: RequestTurn | undefined;
}

interface Upload {
  readonly pictures: readonly SentPicture[];
  readonly claim: UploadClaim;
  readonly limits: HttpLimits;
}

const uploads = new WeakMap<Request, Upload>();

/** A picture takes at least so many bytes of a body: `{"data":"x"},`, or the head of a part. */
const LEAST_BYTES = { json: 13, form: 64 };

/** How many pictures a request may have, as far as its head tells: what its query says, or what fits into the length of its body. */
export function mostPictures({ picturesPerRequest }: Pick<HttpLimits, 'picturesPerRequest'>): (request: Request) => number {
  return (request) => {
    const kind = kindOf(request);
    if (!kind) return 0;
    const count = announced(request);
    if (count !== undefined && count >= 1 && count <= picturesPerRequest) return count;
    const length = Number(request.headers['content-length'] ?? Infinity);
    return Math.max(1, Math.min(picturesPerRequest, Math.floor(length / LEAST_BYTES[kind])));
  };
}

/** Works with the pictures of a request that went through `readPictures`. Their memory is counted as held until the work has settled.
 * @throws ServerError UNSUPPORTED_MEDIA_TYPE if its body is something else, TOO_BUSY, what the work throws. */
export async function withPictures<T>(request: Request, work: (sent: SentPictures) => Promise<T>): Promise<T> {
  const upload = uploads.get(request);
  if (!upload)
    throw new ServerError(
      'UNSUPPORTED_MEDIA_TYPE',
      `pictures are needed as multipart/form-data or application/json, got ${request.headers['content-type'] ?? 'no Content-Type'}`,
    );
  const { pictures, claim, limits } = upload;
  let held = bytesOf(pictures);
  const hold = (bytes: number): void => {
    if (held + bytes > limits.batchBytes)
      throw new ServerError(
        'PAYLOAD_TOO_LARGE',
        `the pictures of this request have more than the ${limits.batchBytes} bytes allowed together; ask for fewer at once`,
      );
    claim.hold(held + bytes);
    held += bytes;
  };
  return claim.during(async () => work({ pictures, hold, turn: beginWork(request, pictures.length) }));
}

/** Reads several pictures, as parts `image` of a form or in base64 in JSON, into memory within the limits. Bodies of other types are left alone.
 * `request.body` becomes what the API description calls the body, so that it can be checked against it. */
export function readPictures(limits: HttpLimits, account: UploadAccount): RequestHandler {
  return readThem(limits, account, 'pictures');
}

/** The same of exactly one picture: the part `image` of a form, or `picture` in JSON. */
export function readOnePicture(limits: HttpLimits, account: UploadAccount): RequestHandler {
  return readThem({ ...limits, picturesPerRequest: 1 }, account, 'picture');
}

/** @param member of a JSON body that has them: several in a list, or one. */
function readThem(limits: HttpLimits, account: UploadAccount, member: 'picture' | 'pictures'): RequestHandler {
  return async (request, response, next) => {
    const kind = kindOf(request);
    if (!kind) {
      next();
      return;
    }
    requirePlainEncoding(request.headers);
    if (kind === 'json') requireUtf8(request.headers);
    const limit = limits.batchBytes + (kind === 'form' ? (limits.fields + limits.picturesPerRequest) * limits.fieldBytes : 0);
    const tooLarge = `the body has more than the ${limit} bytes allowed; send fewer pictures at once`;
    if (Number(request.headers['content-length'] ?? 0) > limit) throw new ServerError('PAYLOAD_TOO_LARGE', tooLarge);
    const claim = account.open(response, clientAddress(request));
    const body = await readBody(request, { limit, claim, tooLarge, leastRate: leastRateOf(limits, account) });
    // While a body is taken apart, the pictures are there twice; JSON is there as text and as values too.
    claim.hold((kind === 'json' ? 4 : 2) * body.length);
    const { pictures, described } = kind === 'json' ? fromJson(body, limits, member) : await fromForm(request, body, limits, member);
    claim.hold(bytesOf(pictures));
    const count = announced(request);
    if (count !== undefined && pictures.length > 0 && count !== pictures.length)
      throw new ServerError(
        'BAD_REQUEST',
        `count: the query says ${count} pictures, the body has ${pictures.length}; say how many there are, or nothing`,
      );
    noteContent(
      request,
      pictures.flatMap((picture) => ('bytes' in picture ? [picture.bytes] : [])),
    );
    uploads.set(request, { pictures, claim, limits });
    request.body = described;
    next();
  };
}

interface TakenApart {
  readonly pictures: readonly SentPicture[];
  readonly described: unknown;
}

async function fromForm(request: Request, body: Buffer, limits: HttpLimits, member: 'picture' | 'pictures'): Promise<TakenApart> {
  const { images, fields } = await parsePicturesForm(body, request.headers, limits, limits.picturesPerRequest);
  const image = member === 'picture' ? 'bytes' : images.map(() => 'bytes');
  return { pictures: images.map((bytes) => ({ bytes })), described: { ...fields, image } };
}

/** What does not fit the description is left as it is for the check against it. */
function fromJson(body: Buffer, limits: HttpLimits, member: 'picture' | 'pictures'): TakenApart {
  const json = parseJson(body, limits);
  const given = ((json ?? {}) as Readonly<Record<string, unknown>>)[member];
  const pictures: unknown = member === 'picture' && given !== undefined ? [given] : given;
  if (!Array.isArray(pictures)) return { pictures: [], described: json };
  if (pictures.length > limits.picturesPerRequest)
    throw new ServerError('PAYLOAD_TOO_LARGE', `the body has ${pictures.length} pictures, ${limits.picturesPerRequest} are allowed`);
  const described = pictures.map((picture: unknown) => (dataOf(picture) ? { ...(picture as object), data: 'bytes' } : picture));
  return {
    pictures: pictures.map((picture: unknown, at) => sentPicture(picture, member === 'picture' ? 'picture' : `pictures.${at}`, limits)),
    described: { ...(json as object), [member]: member === 'picture' ? described[0] : described },
  };
}

function sentPicture(picture: unknown, where: string, { uploadBytes }: HttpLimits): SentPicture {
  const data = dataOf(picture);
  if (data === undefined) {
    const { collection, item } = (picture ?? {}) as { collection?: unknown; item?: unknown };
    // What lacks one of the two is refused by the check against the description, before anything is made of it.
    return { collection: String(collection), item: String(item) };
  }
  try {
    return { bytes: base64Bytes(data, `${where}.data`, uploadBytes) };
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== 'BAD_IMAGE') throw error;
    return { refusal: error };
  }
}

function dataOf(picture: unknown): string | undefined {
  const { data } = (picture ?? {}) as { data?: unknown };
  return typeof data === 'string' && data !== '' ? data : undefined;
}

function bytesOf(pictures: readonly SentPicture[]): number {
  return pictures.reduce((sum, picture) => sum + ('bytes' in picture ? picture.bytes.byteLength : 0), 0);
}

function kindOf({ headers }: Request): 'json' | 'form' | undefined {
  if (isJson(headers)) return 'json';
  return /^\s*multipart\/form-data/i.test(headers['content-type'] ?? '') ? 'form' : undefined;
}

/** How many pictures the query says there are; the check against the description refuses what is no number. */
function announced({ query }: Request): number | undefined {
  const { count } = query;
  return typeof count === 'string' && /^\d{1,4}$/.test(count) ? Number(count) : typeof count === 'number' ? count : undefined;
}
