import type { Request, RequestHandler } from 'express';
import { ServerError } from '../../domain/errors.js';
import { beginWork, type RequestTurn } from '../admission/admit-pictures.js';
import { clientAddress } from '../client-address.js';
import type { HttpLimits } from '../http-settings.js';
import { noteContent } from '../idempotency/content-of.js';
import { parseForm, type PictureForm } from './parse-form.js';
import { requirePlainEncoding } from './plain-encoding.js';
import { readBody } from './read-body.js';
import { leastRateOf, type UploadAccount, type UploadClaim } from './upload-account.js';

interface HeldForm {
  readonly form: PictureForm;
  readonly claim: UploadClaim;
}

const uploads = new WeakMap<Request, HeldForm>();

/** Works with the picture of a request that went through `readUpload`, or with undefined if its body is something else. Its memory is counted as held
 * until the work has settled.
 * @param work is given whose turn it takes, with a signal that aborts when nobody waits for it any more. */
export async function withUpload<T>(
  request: Request,
  work: (form: PictureForm | undefined, turn: RequestTurn | undefined) => Promise<T>,
): Promise<T> {
  const upload = uploads.get(request);
  return upload ? upload.claim.during(async () => work(upload.form, beginWork(request))) : work(undefined, undefined);
}

/** Reads a picture, as a raw body or as the part `image` of a form, into memory within the limits. Bodies of other types are left alone.
 * `request.body` becomes what the API description calls the body, so that it can be checked against it. */
export function readUpload(limits: HttpLimits, account: UploadAccount): RequestHandler {
  return async (request, response, next) => {
    const type = (request.headers['content-type'] ?? '').toLowerCase();
    const isForm = type.startsWith('multipart/form-data');
    if (!isForm && !type.startsWith('image/')) {
      next();
      return;
    }
    requirePlainEncoding(request.headers);
    const limit = limits.uploadBytes + (isForm ? (limits.fields + 1) * limits.fieldBytes : 0);
    const announced = Number(request.headers['content-length'] ?? 0);
    if (announced > limit) throw new ServerError('PAYLOAD_TOO_LARGE', `the body has ${announced} bytes, ${limit} are allowed`);
    const claim = account.open(response, clientAddress(request));
    const body = await readBody(request, {
      limit,
      claim,
      tooLarge: `the body has more than the ${limit} bytes allowed`,
      leastRate: leastRateOf(limits, account),
    });
    // While a form is taken apart, the picture is there twice.
    if (isForm) claim.hold(2 * body.length);
    const form = isForm ? await parseForm(body, request.headers, limits) : { image: body, fields: {} };
    if (isForm) claim.hold(form.image.byteLength);
    noteContent(request, [form.image]);
    uploads.set(request, { form, claim });
    request.body = isForm ? { ...form.fields, image: 'bytes' } : 'bytes';
    next();
  };
}
