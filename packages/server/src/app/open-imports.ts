import path from 'node:path';
import { createFolderBlobStore } from '../adapters/folder/folder-blob-store.js';
import type { AddImageDeps } from '../collections/add-image.js';
import { longestLine, type ImportLimits } from '../collections/imports/import-limits.js';
import type { ImportItemsDeps } from '../collections/imports/import-items.js';
import { createImportStore } from '../collections/imports/import-store.js';
import type { ReceiveImportDeps } from '../collections/imports/receive-import.js';

/** What bounds imports, among other things. */
export interface ImportBounds extends ImportLimits {
  /** Of an item, as JSON. */
  readonly metadataBytes: number;
  /** Of a picture. */
  readonly uploadBytes: number;
}

/** What imports need, with their uploads and reports in a folder of the server's. */
export function openImports(
  folder: string,
  deps: AddImageDeps & Pick<ImportItemsDeps, 'now'>,
  limits: ImportBounds,
): ImportItemsDeps & ReceiveImportDeps {
  return {
    ...deps,
    limits,
    imports: createImportStore(createFolderBlobStore(path.join(folder, 'imports'))),
    rules: { metadataBytes: limits.metadataBytes, uploadBytes: limits.uploadBytes },
    longestLine: longestLine(limits.uploadBytes),
  };
}
