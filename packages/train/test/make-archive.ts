import { crc32, deflateRawSync } from 'node:zlib';
import { Header } from 'tar';

/** An entry as a well-meaning packer would write it, or not. */
export interface TestEntry {
  readonly path: string;
  readonly content?: Uint8Array;
  /** A symbolic link to this. */
  readonly link?: string;
  /** The size that the archive claims, zip only. */
  readonly claimedSize?: number;
}

/** A tar archive with these entries, unchecked: also such as no packer writes. */
export function makeTar(entries: readonly TestEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content = new Uint8Array(0), link }) => {
    const header = new Header({
      path,
      mode: 0o644,
      size: link === undefined ? content.length : 0,
      type: link !== undefined ? 'SymbolicLink' : path.endsWith('/') ? 'Directory' : 'File',
      ...(link === undefined ? {} : { linkpath: link }),
      mtime: new Date(0),
    });
    header.encode();
    const padding = Buffer.alloc((512 - (content.length % 512)) % 512);
    return link === undefined ? [header.block!, content, padding] : [header.block!];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

/** A zip archive with these entries, deflated, unchecked (PKWARE APPNOTE 4.3). */
export function makeZip(entries: readonly TestEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = new Uint8Array(0), link, claimedSize } of entries) {
    const name = Buffer.from(path);
    const plain = link === undefined ? content : Buffer.from(link);
    const packed = deflateRawSync(plain);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(0x0800, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(plain), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimedSize ?? plain.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE(((link === undefined ? 0o100644 : 0o120777) << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, attributes, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, Buffer.from('PK\u0005\u0006'), end]);
}
