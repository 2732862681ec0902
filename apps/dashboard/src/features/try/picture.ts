import type { Neighbour } from '@supcon/sdk';

/** A picture that is asked about: a file, or an item of a collection. */
export type Picture =
  | { readonly key: string; readonly kind: 'file'; readonly name: string; readonly file: Blob; readonly url: string }
  | {
      readonly key: string;
      readonly kind: 'item';
      readonly name: string;
      readonly collection: string;
      readonly item: Pick<Neighbour, 'id' | 'label'>;
    };

let counter = 0;

/** @param url of the file's content, for an `<img>`; whoever shows the picture revokes it. */
export function filePicture(file: File, url: string): Picture {
  counter += 1;
  // What is pasted has a name that every pasted picture has.
  return { key: `file-${counter}`, kind: 'file', name: file.name === '' ? 'pasted picture' : file.name, file, url };
}

/** An item of a collection as a picture to ask about. */
export function itemPicture(collection: string, item: Pick<Neighbour, 'id' | 'label'>): Picture {
  return { key: `item-${collection}-${item.id}`, kind: 'item', name: item.id, collection, item };
}
