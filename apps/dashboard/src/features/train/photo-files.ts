import type { PathedFile } from './zip-photos.js';

/** What somebody gave to be sent. */
export type GivenPhotos =
  | { readonly kind: 'archive'; readonly name: string; readonly archive: Blob }
  | { readonly kind: 'folder'; readonly name: string; readonly files: readonly PathedFile[]; readonly passedOver: number };

/** By the ending: what the server takes for pictures. */
const PICTURE = /\.(jpe?g|jpe|jfif|png|webp|gif|bmp|tiff?|hei[cf]|avif)$/i;

/** What a drop or a choice holds: one .zip, or files with paths.
 * @throws Error in words for people, for what cannot be sent. */
export function givenPhotos(files: readonly { readonly path: string; readonly file: File }[]): GivenPhotos {
  const [first] = files;
  if (first === undefined) throw new Error('The folder is empty. Choose one that has a folder of photos for each class.');
  const isArchive = /\.zip$/i.test(first.path) && !first.path.includes('/');
  if (isArchive && files.length > 1) throw new Error('Those are several files. Drop one .zip, or one folder.');
  if (isArchive) return { kind: 'archive', name: dataName(first.path.replace(/\.zip$/i, '')), archive: first.file };
  const photos = files.filter(({ path }) => PICTURE.test(path) && !path.split('/').some((part) => part.startsWith('.')));
  if (photos.length === 0)
    throw new Error(
      `None of the ${files.length} files is a photo, ${JSON.stringify(first.path)} for one. Drop a folder of photos, or a .zip.`,
    );
  const loose = photos.find(({ path }) => !path.includes('/'));
  if (loose)
    throw new Error(
      `${JSON.stringify(loose.path)} lies in no folder. Put the photos of each class into a folder with its name, and drop the folder around these.`,
    );
  return { kind: 'folder', name: dataName(topOf(photos.map(({ path }) => path))), files: photos, passedOver: files.length - photos.length };
}

/** A name that the server takes, made of a file's. */
export function dataName(text: string): string {
  const name = text
    .normalize('NFC')
    .replaceAll(/[/\\\p{Cc}]+/gu, ' ')
    .trim()
    .replace(/^\.+/, '')
    .slice(0, 100);
  return name === '' ? 'photos' : name;
}

/** The folder around all of them; several folders that were dropped have none. */
function topOf(paths: readonly string[]): string {
  const top = paths[0]!.split('/')[0]!;
  return paths.every((path) => path.startsWith(`${top}/`)) ? top : 'photos';
}

/** Files that were dropped, those of folders with their paths. To be called before anything is waited for: a browser forgets what was dropped. */
export async function droppedFiles(items: DataTransferItemList): Promise<{ readonly path: string; readonly file: File }[]> {
  const entries = [...items].flatMap((item) => item.webkitGetAsEntry() ?? []);
  return (await Promise.all(entries.map(filesOf))).flat();
}

/** Files of an input, with their paths where a folder was chosen. */
export function chosenFiles(files: FileList): { readonly path: string; readonly file: File }[] {
  return [...files].map((file) => ({ path: file.webkitRelativePath === '' ? file.name : file.webkitRelativePath, file }));
}

async function filesOf(entry: FileSystemEntry): Promise<{ readonly path: string; readonly file: File }[]> {
  const path = entry.fullPath.replace(/^\//, '');
  if (entry.isFile) {
    const file = await new Promise<File>((resolve, reject) => (entry as FileSystemFileEntry).file(resolve, reject)).catch(
      (cause: unknown) => {
        throw new Error(`${path} cannot be read`, { cause });
      },
    );
    return [{ path, file }];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: { path: string; file: File }[] = [];
  for (;;) {
    // A hundred at a time, until there are none.
    const entries = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (entries.length === 0) return found;
    for (const inner of entries) found.push(...(await filesOf(inner)));
  }
}
