import { checkList } from './check-input.js';
import { toBase64 } from './base64.js';
import { checkCollectionName, checkItemId } from './check-id.js';
import { imageBlob, type ImageInput } from './image-blob.js';

/** An item of a collection, whose kept picture is meant. */
export interface ItemPicture {
  readonly collection: string;
  readonly item: string;
}

/** A picture, or an item of a collection that keeps one. */
export type PictureInput = ImageInput | ItemPicture;

/** Pictures as a request for several takes them: a form where all of them are sent, JSON where one is an item.
 * @param beside fields of the form, or members of the JSON. */
export async function sentPictures<Beside extends Readonly<Record<string, string>>>(pictures: readonly PictureInput[], beside: Beside) {
  checkList('pictures', pictures, '[photo, { collection, item }]');
  const items = pictures.map((picture) => (isItemPicture(picture) ? checkedItem(picture) : undefined));
  if (items.some((item) => item !== undefined)) {
    const sent = await Promise.all(
      pictures.map(async (picture, at) => items[at] ?? { data: toBase64(await bytesOf(picture as ImageInput)) }),
    );
    return { body: { ...beside, pictures: sent } };
  }
  const blobs = await Promise.all(pictures.map((picture) => imageBlob(picture as ImageInput)));
  return { body: { ...beside, image: blobs }, bodySerializer: () => formOf(blobs, beside) };
}

/** A form is read once: each try has its own. */
function formOf(blobs: readonly Blob[], beside: Readonly<Record<string, string>>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(beside)) form.set(name, value);
  // Its name would tell where it lay on disk.
  for (const blob of blobs) form.append('image', blob, 'image');
  return form;
}

/** Whether an item of a collection is meant. */
export function isItemPicture(picture: PictureInput): picture is ItemPicture {
  // In plain JavaScript anything may come.
  return typeof picture === 'object' && (picture as unknown) !== null && 'item' in picture && 'collection' in picture;
}

/** An item as a body names it. @throws BadRequestError where its collection or id can be none. */
export function checkedItem({ collection, item }: ItemPicture): { collection: string; item: string } {
  return { collection: checkCollectionName(collection), item: checkItemId(item) };
}

async function bytesOf(image: ImageInput): Promise<Uint8Array> {
  return new Uint8Array(await (await imageBlob(image)).arrayBuffer());
}
