import { isUtf8 } from 'node:buffer';
import { mkdir, open } from 'node:fs/promises';
import path from 'node:path';
import { crc32 } from 'node:zlib';
import { syncFolder } from '@supcon/core/files';
import { getFileNameLowLevel, openPromise, type Entry, type ZipFile } from 'yauzl';
import { ServerError } from '../../domain/errors.js';
import type { LeftOutFile, ReceivedPhotos } from '../../domain/photo-archives.js';
import { judgePhotoEntries, type PhotoEntry, type PhotoLimits } from './judge-photo-entries.js';
import { beginsAsPicture, SIGNATURE_BYTES } from './picture-signature.js';

/** Of all kinds, folders and what systems add for themselves included. */
const MOST_ENTRIES = 200_000;
/** Files that are named. */
const MOST_NAMED = 20;
const MADE_ON_UNIX = 3;
const FILE_TYPE = 0o170000;
const REGULAR = 0o100000;
const FOLDER = 0o040000;

type ZipEntry = PhotoEntry & { readonly entry: Entry };

/** Unpacks the pictures of a .zip, one after the other, a piece at a time; all of its entries are judged before anything is written.
 * @param folder empty. @throws ServerError BAD_ARCHIVE, PAYLOAD_TOO_LARGE; errors of the file system. What was written until then stays. */
export async function unpackPhotos(archive: string, folder: string, limits: PhotoLimits): Promise<ReceivedPhotos> {
  const zip = await whole(openPromise(archive, { lazyEntries: true, autoClose: false, decodeStrings: false }));
  try {
    if (zip.entryCount > MOST_ENTRIES)
      throw new ServerError(
        'PAYLOAD_TOO_LARGE',
        `the archive has ${zip.entryCount} entries, ${MOST_ENTRIES} are allowed; nothing was kept`,
      );
    const { kept, leftOut } = judgePhotoEntries(await whole(entriesOf(zip)), limits);
    const notKept: LeftOutFile[] = [...leftOut];
    const folders = new Set([folder]);
    let written = 0;
    for (const { entry, place } of kept) {
      const target = path.join(folder, ...place.split('/'));
      for (let above = path.dirname(target); !folders.has(above); above = path.dirname(above)) folders.add(above);
      await mkdir(path.dirname(target), { recursive: true });
      const reason = await whole(writePicture(zip, entry, target));
      if (reason === undefined) written++;
      else notKept.push({ file: place, reason });
    }
    if (written === 0)
      throw new ServerError(
        'BAD_ARCHIVE',
        `the archive has no pictures${notKept[0] ? `: ${JSON.stringify(notKept[0].file)} ${notKept[0].reason}` : ''}; pack a folder of one folder of pictures for each class`,
      );
    for (const made of folders) await syncFolder(made);
    return { kept: written, leftOut: notKept.length, leftOutFiles: notKept.slice(0, MOST_NAMED) };
  } finally {
    zip.close();
  }
}

async function entriesOf(zip: ZipFile): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  for await (const entry of zip.eachEntry()) entries.push(describe(entry));
  return entries;
}

function describe(entry: Entry): ZipEntry {
  const { fileNameRaw, generalPurposeBitFlag, extraFields, uncompressedSize } = entry;
  // Archives of macOS have names in UTF-8 and do not say so.
  const name = isUtf8(fileNameRaw)
    ? fileNameRaw.toString('utf8')
    : getFileNameLowLevel(generalPurposeBitFlag, fileNameRaw, extraFields, false);
  const type = (entry.externalFileAttributes >>> 16) & FILE_TYPE;
  const isSpecial = entry.versionMadeBy >> 8 === MADE_ON_UNIX && type !== 0 && type !== REGULAR && type !== FOLDER;
  const isFolder = /[/\\]$/.test(name) || type === FOLDER;
  return {
    entry,
    path: name,
    kind: isSpecial ? 'other' : isFolder ? 'folder' : 'file',
    bytes: uncompressedSize,
    isEncrypted: entry.isEncrypted(),
  };
}

/** @returns why it was not kept; undefined where it was. */
async function writePicture(zip: ZipFile, { entry, bytes }: ZipEntry, target: string): Promise<string | undefined> {
  if (bytes < SIGNATURE_BYTES) return 'is empty, or too short for a picture';
  const stream = await zip.openReadStreamPromise(entry);
  let checksum = 0;
  let start = Buffer.alloc(0);
  let file: Awaited<ReturnType<typeof open>> | undefined;
  try {
    for await (const piece of stream as AsyncIterable<Buffer>) {
      checksum = crc32(piece, checksum);
      // The first pieces may be of a byte.
      if (file === undefined) {
        start = Buffer.concat([start, piece]);
        if (start.length < SIGNATURE_BYTES) continue;
        if (!beginsAsPicture(start)) return 'is no picture by its content';
        file = await open(target, 'wx');
        await file.writeFile(start);
      } else await file.writeFile(piece);
    }
    if (checksum !== entry.crc32) throw new Error('a checksum in it is wrong');
    await file?.sync();
    return undefined;
  } finally {
    stream.destroy();
    await file?.close();
  }
}

/** What the reader of archives says of a damaged one has no code; what the system says has. */
async function whole<T>(reading: Promise<T>): Promise<T> {
  try {
    return await reading;
  } catch (cause) {
    if (cause instanceof ServerError || (cause as NodeJS.ErrnoException).syscall !== undefined) throw cause;
    const reason = (cause instanceof Error ? cause.message : String(cause)).slice(0, 200);
    throw new ServerError('BAD_ARCHIVE', `the body is not a whole zip archive (${reason}); pack it anew, and send all of it`, { cause });
  }
}
