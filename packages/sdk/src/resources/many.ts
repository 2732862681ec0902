import type { ImageInput } from '../image-blob.js';
import { inBulk, type BulkOptions, type BulkResult, type Inputs } from '../in-bulk.js';
import type { ClassifyResponse, EmbedResponse } from '../schemas.js';
import type { ClassifyOptions, EmbedOptions, Recognise } from './recognise.js';

/** How inputs become pictures: for paths `readImage` of `@supcon/sdk/node`. Not needed where they are pictures. */
export type ReadOption<In> = In extends ImageInput
  ? { readonly read?: ((input: In) => ImageInput | Promise<ImageInput>) | undefined }
  : { readonly read: (input: In) => ImageInput | Promise<ImageInput> };

/** Milliseconds that each waits for a busy server, where the call does not say. */
export const BUSY_MS = 300_000;

/** Any number of pictures, some at a time: none is refused because there were too many at once. */
export function createMany({ classify, embed }: Pick<Recognise, 'classify' | 'embed'>) {
  return {
    /** Classifies any number of pictures: `for await (const { input, value, error } of supcon.classifyMany(paths, { read: readImage }))`. Results come as they are there; `index` tells the place.
     * One that fails has its `error`, and the others go on. A server that is busy is asked again for five minutes. */
    classifyMany<In>(
      inputs: Inputs<In>,
      { read, ...options }: ReadOption<In> & ClassifyOptions & BulkOptions,
    ): AsyncGenerator<BulkResult<In, ClassifyResponse>, void, undefined> {
      const { concurrency: _, onProgress: __, ...asked } = options;
      return inBulk(
        inputs,
        async (input, signal) => classify(await pictureOf(input, read), { busyMs: BUSY_MS, ...asked, signal }),
        options,
      );
    },

    /** Embeds any number of pictures, as `classifyMany`; embeddings are Float32Array. */
    embedMany<In>(
      inputs: Inputs<In>,
      { read, ...options }: ReadOption<In> & EmbedOptions & BulkOptions,
    ): AsyncGenerator<BulkResult<In, EmbedResponse<Float32Array>>, void, undefined> {
      const { concurrency: _, onProgress: __, ...asked } = options;
      const work = async (input: In, signal: AbortSignal) =>
        embed(await pictureOf(input, read), { busyMs: BUSY_MS, ...asked, encoding: 'base64', signal });
      return inBulk(inputs, work, options);
    },
  };
}

async function pictureOf<In>(input: In, read: ((input: In) => ImageInput | Promise<ImageInput>) | undefined): Promise<ImageInput> {
  // Where nothing reads, the type says that it is a picture.
  return read ? read(input) : (input as ImageInput);
}
