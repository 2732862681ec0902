import { crc32, deflateRawSync } from 'node:zlib';

/** An entry of an archive as a test wants it, honest or not. */
export interface ZipEntry {
  readonly path: string | Buffer;
  readonly content?: Uint8Array;
  /** Bytes that it says it has unpacked. */
  readonly claimed?: number;
  /** Mode of Unix. Default a plain file. */
  readonly mode?: number;
  /** General purpose bits: 1 encrypted, 0x800 a name in UTF-8. */
  readonly flags?: number;
  readonly checksum?: number;
}

/** A .zip. */
export function packZip(entries: readonly ZipEntry[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const { path, content = Buffer.alloc(0), claimed, mode = 0o100644, flags = 0, checksum } of entries) {
    const name = Buffer.from(path);
    const packed = packedOf(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(flags, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(claimed ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), common, name, packed]);
    const attributes = Buffer.alloc(14);
    attributes.writeUInt32LE((mode << 16) >>> 0, 6);
    attributes.writeUInt32LE(offset, 10);
    directory.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 3]), common, attributes, name]));
    parts.push(local);
    offset += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 4);
  end.writeUInt16LE(Math.min(entries.length, 0xffff), 6);
  end.writeUInt32LE(central.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, central, zip64End(entries.length, central.length, offset), Buffer.from('PK\u0005\u0006'), end]);
}

const packedBefore = new WeakMap<Uint8Array, Buffer>();

/** A hundred thousand entries may be of one picture. */
function packedOf(content: Uint8Array): Buffer {
  const packed = packedBefore.get(content) ?? deflateRawSync(content);
  packedBefore.set(content, packed);
  return packed;
}

/** Where there are more entries than 16 bits count. */
function zip64End(entries: number, size: number, offset: number): Buffer {
  if (entries < 0xffff) return Buffer.alloc(0);
  const record = Buffer.alloc(56);
  record.write('PK\u0006\u0006');
  record.writeBigUInt64LE(44n, 4);
  record.writeBigUInt64LE(BigInt(entries), 24);
  record.writeBigUInt64LE(BigInt(entries), 32);
  record.writeBigUInt64LE(BigInt(size), 40);
  record.writeBigUInt64LE(BigInt(offset), 48);
  const locator = Buffer.alloc(20);
  locator.write('PK\u0006\u0007');
  locator.writeBigUInt64LE(BigInt(offset + size), 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}
