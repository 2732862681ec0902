import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import fc from 'fast-check';

/** One thing in a made-up data folder, and what a reader should make of it. */
export interface MadeUpFile {
  /** From the data folder. */
  readonly path: string;
  /** undefined for what is no picture. */
  readonly label: string | undefined;
  readonly split: 'train' | 'validation' | 'test' | undefined;
  /** How it comes to lie there. */
  readonly by: 'file' | 'link' | 'linked-folder' | 'broken-link';
}

const SPLITS = { train: 'train', Training: 'train', val: 'validation', VALID: 'validation', test: 'test' } as const;
const LABELS = ['cat', 'ice cream', 'a\\b', 'K\u00e4se', 'Ka\u0308se', '猫', 'up & down', "it's", 'test it', 'x,"y"'];
const ENDINGS = ['.jpg', '.JPEG', '.jpe', '.jfif', '.png', '.webp', '.gif', '.bmp', '.tif', '.tiff', '.heic', '.heif', '.avif'];
const OTHERS = ['.txt', '.svg', '.mp4', '', '.jpg.part'];

/** Data folders that people might have: split folders or none, nested folders, names of many kinds, links, hidden files, notes. Each file's
 * meaning is known because it was made so, without any reader. */
export const madeUpPhotos: fc.Arbitrary<readonly MadeUpFile[]> = fc
  .record({
    splits: fc.subarray(Object.keys(SPLITS) as (keyof typeof SPLITS)[]),
    files: fc.array(
      fc.record({
        split: fc.nat(9),
        label: fc.constantFrom(...LABELS),
        folder: fc.constantFrom('', '', 'old/', 'old/er/', '.hidden/', '@eaDir/', 'train/', 'sub folder/'),
        name: fc.constantFrom('1', '2', '03', 'back\\slash', 'name with ä', 'name with a\u0308', '.dot', 'new\nline', '😀'),
        ending: fc.constantFrom(...ENDINGS, ...ENDINGS, ...OTHERS),
        by: fc.constantFrom('file', 'file', 'file', 'link', 'linked-folder', 'broken-link'),
      }),
      { minLength: 4, maxLength: 25 },
    ),
  })
  .map(({ splits, files }) => {
    const made = new Map<string, MadeUpFile>();
    for (const { split, label, folder, name, ending, by } of files) {
      const top = splits.length === 0 ? undefined : splits[split % splits.length]!;
      const inside = by === 'linked-folder' ? `behind ${made.size}/` : '';
      const path = `${top === undefined ? '' : `${top}/`}${label}/${folder}${inside}${name}${ending}`;
      const hidden = path.split('/').some((part) => part.startsWith('.') || part === '@eaDir');
      const isPicture = ENDINGS.includes(ending) && !hidden && by !== 'broken-link';
      if (made.has(path)) continue;
      made.set(path, {
        path,
        label: isPicture ? label.normalize('NFC') : undefined,
        split: top === undefined ? undefined : SPLITS[top],
        by,
      });
    }
    return [...made.values()];
  });

/** Puts made-up files on the disk. @param content of the pictures; told the number of each. */
export async function layOut(root: string, files: readonly MadeUpFile[], content: (number: number) => string | Uint8Array): Promise<void> {
  const [folder, elsewhere] = [join(root, 'data'), join(root, 'elsewhere')];
  await mkdir(folder, { recursive: true });
  for (const [number, { path, by }] of files.entries()) {
    const place = join(folder, path);
    const real = by === 'file' ? place : join(elsewhere, String(number), path.slice(path.lastIndexOf('/') + 1));
    await mkdir(dirname(by === 'linked-folder' ? dirname(place) : place), { recursive: true });
    await mkdir(dirname(real), { recursive: true });
    if (by !== 'broken-link') await writeFile(real, content(number));
    if (by === 'linked-folder') await symlink(relative(dirname(dirname(place)), dirname(real)), dirname(place));
    else if (by !== 'file') await symlink(by === 'link' ? real : join(elsewhere, 'nowhere'), place);
  }
}
