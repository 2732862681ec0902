import type { VisibleCollections } from '../../collections/limit-collections.js';
import type { PictureSource } from '../../models/recogniser.js';
import type { SentPicture, SentPictures } from './read-pictures.js';

/** Where a picture of a request is had from: its body, or a collection, whose kept picture then counts with it. */
export function sourceOf(picture: SentPicture, collections: Pick<VisibleCollections, 'picture'>, { hold }: SentPictures): PictureSource {
  if ('bytes' in picture) return { bytes: () => Promise.resolve(picture.bytes) };
  if ('refusal' in picture) return { bytes: () => Promise.reject(picture.refusal) };
  const kept = once(() => collections.picture(picture.collection, picture.item));
  return {
    bytes: once(async () => {
      const picture = await kept();
      hold(await picture.size());
      return picture.bytes();
    }),
    embedding: async (encoderHash) => (await kept()).embedding(encoderHash),
  };
}

/** The same promise, however often it is asked for. */
function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => (made ??= make());
}
