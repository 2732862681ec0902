import { checkFunction } from '../check-input.js';
import { checkCallOptions } from '../check-options.js';
import type { ImageInput } from '../image-blob.js';
import { inBulk, type BulkOptions, type BulkResult, type Inputs } from '../in-bulk.js';
import type { ClassifyResponse, EmbedResponse } from '../schemas.js';
import type { CallOptions } from '../transport.js';
import type { ClassifyOptions, EmbedOptions, Recognise } from './recognise.js';

/** How inputs become pictures: `readImage` of `@supcon/sdk/node` for paths. Not needed where they are pictures. */
export type ReadOption<In> = [In] extends [ImageInput] ? { readonly read?: Reader<In> | undefined } : { readonly read: Reader<In> };

/** The options of a call for many: none are needed for inputs that are pictures. */
export type ManyOptions<In, Options> = [In] extends [ImageInput]
  ? [options?: ReadOption<In> & Options & BulkOptions]
  : [options: ReadOption<In> & Options & BulkOptions];

type Reader<In> = (input: In) => ImageInput | Promise<ImageInput>;

/** Milliseconds that each waits for a busy server, where the call does not say. */
export const BUSY_MS = 300_000;

/** Any number of pictures, some at a time: none is refused because there were too many at once. */
export function createMany({ classify, embed }: Pick<Recognise, 'classify' | 'embed'>) {
  return {
    /** Classifies any number of pictures: `for await (const { input, value, error } of supcon.classifyMany(paths, { read: readImage }))`. Results come as they are there; `index` tells the place.
     * One that fails has its `error`, and the others go on. A server that is busy is asked again for five minutes. */
    classifyMany<In>(
      inputs: Inputs<In>,
      ...[options]: ManyOptions<In, ClassifyOptions>
    ): AsyncGenerator<BulkResult<In, ClassifyResponse>, void, undefined> {
      const { read, bulk, asked } = divided<In>(options);
      return inBulk(inputs, async (input, signal) => classify(await pictureOf(input, read), { ...asked, signal }), bulk);
    },

    /** Embeds any number of pictures, as `classifyMany`; embeddings are Float32Array. */
    embedMany<In>(
      inputs: Inputs<In>,
      ...[options]: ManyOptions<In, EmbedOptions>
    ): AsyncGenerator<BulkResult<In, EmbedResponse<Float32Array>>, void, undefined> {
      const { read, bulk, asked } = divided<In>(options);
      const work = async (input: In, signal: AbortSignal) => embed(await pictureOf(input, read), { ...asked, encoding: 'base64', signal });
      return inBulk(inputs, work, bulk);
    },
  };
}

/** What `createMany` offers. */
export type Many = ReturnType<typeof createMany>;

/** What is for the bulk and what for each of its calls; the signal reaches those through the bulk. */
function divided<In>(given: (BulkOptions & CallOptions & { readonly read?: Reader<In> | undefined }) | undefined) {
  const options = given ?? {};
  checkCallOptions(options);
  checkFunction('read', options.read);
  const { read, concurrency, onProgress, signal, ...asked } = options;
  return { read, bulk: { concurrency, onProgress, signal }, asked: { busyMs: BUSY_MS, ...asked } };
}

async function pictureOf<In>(input: In, read: Reader<In> | undefined): Promise<ImageInput> {
  // Where nothing reads, the type says that it is a picture.
  return read ? read(input) : (input as ImageInput);
}
