import { extname } from 'node:path';

/** Endings of the files that are pictures: what is decoded, and what people expect to be, so that a picture that cannot be decoded is
 * named and not passed over. */
export const PICTURE_ENDINGS: readonly string[] = '.jpg .jpeg .jpe .jfif .png .webp .gif .bmp .tif .tiff .heic .heif .avif'.split(' ');

const ENDINGS = new Set(PICTURE_ENDINGS);

/** Whether a file is a picture by its name, in capitals or not. */
export function isPictureName(name: string): boolean {
  return ENDINGS.has(extname(name).toLowerCase());
}

/** Folders that systems make for themselves: archives of macOS, network drives, Windows, ext4. */
const OF_SYSTEMS = new Set(['__MACOSX', '@eaDir', '$RECYCLE.BIN', 'System Volume Information', 'lost+found']);

/** Whether a file or folder is passed over without a word: its name begins with a dot, or a system made it for itself. */
export function isHiddenName(name: string): boolean {
  return name.startsWith('.') || OF_SYSTEMS.has(name);
}
