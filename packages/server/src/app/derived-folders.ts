import path from 'node:path';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';

/** What is computed of collections lies in these, below the folder of a server, each name beginning with a collection's number. */
export const DERIVED_FOLDERS = ['duplicates', 'predictions', 'projections'] as const;

/** Lets go of all that was computed of a collection, by its number. @param folder of a server. */
export function createDropDerived(folder: string): (number: number) => Promise<void> {
  const stores = DERIVED_FOLDERS.map((name) => createFolderBlobStore(path.join(folder, name)));
  return async (number) => {
    await Promise.all(stores.map((blobs) => blobs.deleteAll(String(number))));
  };
}
