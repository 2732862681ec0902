/** A file with where it lies. */
export interface PathedFile {
  /** Relative, with `/`. */
  readonly path: string;
  readonly file: Blob;
}

/** What a .zip without Zip64 can hold. */
const MOST_FILES = 0xffff - 1;
const MOST_BYTES = 0xffffffff;
const UTF8_NAME = 0x0800;
const VERSION = 20;

/** A .zip of files as they are: photos hardly get smaller by packing. It is made of the files themselves, so that no photo is held in memory; each is read once for its checksum.
 * @param onFile told how many were read. @throws Error for more than a .zip holds, or a file that cannot be read, by its path. */
export async function zipPhotos(files: readonly PathedFile[], onFile: (done: number) => void, signal: AbortSignal): Promise<Blob> {
  const total = files.reduce((sum, { file }) => sum + file.size, 0);
  if (files.length > MOST_FILES || total > MOST_BYTES)
    throw new Error(
      `these are ${files.length} photos of ${Math.ceil(total / 2 ** 30)} GiB; a browser packs ${MOST_FILES} of 4 GiB at most. Send them in several parts, or as a .zip.`,
    );
  const parts: BlobPart[] = [];
  const directory: Uint8Array<ArrayBuffer>[] = [];
  let offset = 0;
  for (const [index, { path, file }] of files.entries()) {
    signal.throwIfAborted();
    const checksum = await checksumOf(file).catch((cause: unknown) => {
      throw new Error(`${path} cannot be read; is it still there?`, { cause });
    });
    const name = new TextEncoder().encode(path);
    const common = headerOf(name.length, file.size, checksum);
    const local = joined([bytesOf(0x04034b50), common, name]);
    const attributes = new DataView(new ArrayBuffer(14));
    attributes.setUint32(10, offset, true);
    directory.push(joined([bytesOf(0x02014b50), Uint8Array.of(VERSION, 0), common, new Uint8Array(attributes.buffer), name]));
    parts.push(local, file);
    offset += local.length + file.size;
    onFile(index + 1);
  }
  const size = directory.reduce((sum, { length }) => sum + length, 0);
  const end = new DataView(new ArrayBuffer(18));
  end.setUint16(4, files.length, true);
  end.setUint16(6, files.length, true);
  end.setUint32(8, size, true);
  end.setUint32(12, offset, true);
  return new Blob([...parts, ...directory, bytesOf(0x06054b50), new Uint8Array(end.buffer)], { type: 'application/zip' });
}

/** What both headers of a file have in common, from the version that is needed on. */
function headerOf(nameBytes: number, size: number, checksum: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(26));
  view.setUint16(0, VERSION, true);
  view.setUint16(2, UTF8_NAME, true);
  view.setUint32(10, checksum, true);
  view.setUint32(14, size, true);
  view.setUint32(18, size, true);
  view.setUint16(22, nameBytes, true);
  return new Uint8Array(view.buffer);
}

function bytesOf(signature: number): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(4));
  view.setUint32(0, signature, true);
  return new Uint8Array(view.buffer);
}

function joined(arrays: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(arrays.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const one of arrays) {
    all.set(one, at);
    at += one.length;
  }
  return all;
}

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32, a piece at a time. */
async function checksumOf(file: Blob): Promise<number> {
  let value = 0xffffffff;
  const reader = file.stream().getReader();
  for (;;) {
    const { done, value: piece } = await reader.read();
    if (done) return ~value >>> 0;
    for (const byte of piece) value = TABLE[(value ^ byte) & 0xff]! ^ (value >>> 8);
  }
}
