/** A picture that can be read as often as it is asked with: a stream cannot. */
export type KeptImage = Blob | ArrayBuffer | Uint8Array;

const numbers = new WeakMap<KeptImage, number>();
let last = 0;

/** Names a picture in a cache: the same object has the same name as long as the page lives. What it holds is not looked at, since that would have to be read. */
export function imageKey(image: KeptImage): number {
  const known = numbers.get(image);
  if (known !== undefined) return known;
  numbers.set(image, ++last);
  return last;
}
