/** A figure at a step, as TensorBoard draws it. */
export interface ScalarEvent {
  readonly tag: string;
  /** Seconds since 1970. */
  readonly wallTime: number;
  readonly step: number;
  readonly value: number;
}

/** Text that TensorBoard shows on its Text page. */
export interface TextEvent {
  readonly tag: string;
  readonly wallTime: number;
  readonly text: string;
}

/** The bytes of a TensorBoard event file: records of protocol buffer messages `tensorboard.Event`, the first of which names the version.
 * @param startedAt seconds since 1970.
 * @see tensorflow/core/util/event.proto, tensorflow/core/framework/{summary,tensor}.proto and tensorflow/core/lib/io/record_writer.h */
export function encodeEventFile(startedAt: number, scalars: readonly ScalarEvent[], texts: readonly TextEvent[] = []): Uint8Array {
  const version = message([double(1, startedAt), text(3, 'brain.Event:2')]);
  const written = texts.map(({ tag, wallTime, text: content }) => {
    const metadata = message([bytes(1, message([text(1, 'text')]))]);
    // DT_STRING, one element, no dimension.
    const tensor = message([varintField(1, 7), bytes(2, new Uint8Array()), text(8, content)]);
    return event(wallTime, 0, message([text(1, tag), bytes(9, metadata), bytes(8, tensor)]));
  });
  const drawn = scalars.map(({ tag, wallTime, step, value }) => event(wallTime, step, message([text(1, tag), float(2, value)])));
  return Buffer.concat([version, ...written, ...drawn].map(record));
}

function event(wallTime: number, step: number, value: Uint8Array): Uint8Array {
  return message([double(1, wallTime), varintField(2, step), bytes(5, message([bytes(1, value)]))]);
}

/** length (8 bytes), its masked CRC, content, its masked CRC; little-endian. */
function record(content: Uint8Array): Uint8Array {
  const head = Buffer.alloc(12);
  head.writeBigUInt64LE(BigInt(content.length));
  head.writeUInt32LE(maskedCrc32c(head.subarray(0, 8)), 8);
  const tail = Buffer.alloc(4);
  tail.writeUInt32LE(maskedCrc32c(content));
  return Buffer.concat([head, content, tail]);
}

/** Turned and shifted, so that a checksum of data that holds checksums is not a special case. */
export function maskedCrc32c(content: Uint8Array): number {
  const crc = crc32c(content);
  return (((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0;
}

/** Castagnoli's polynomial, reflected (RFC 3720, appendix B.4); zlib's crc32 has another one. */
export function crc32c(content: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of content) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ ((crc & 1) === 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

/** Wire types of protocol buffers: https://protobuf.dev/programming-guides/encoding/ */
const VARINT = 0;
const FIXED64 = 1;
const LENGTH = 2;
const FIXED32 = 5;

function message(fields: readonly Uint8Array[]): Uint8Array {
  return Buffer.concat(fields);
}

function varint(value: number): Uint8Array {
  const out: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    out.push(rest > 0 ? low + 128 : low);
  } while (rest > 0);
  return Uint8Array.from(out);
}

function varintField(field: number, value: number): Uint8Array {
  return Buffer.concat([varint(field * 8 + VARINT), varint(value)]);
}

function bytes(field: number, content: Uint8Array): Uint8Array {
  return Buffer.concat([varint(field * 8 + LENGTH), varint(content.length), content]);
}

function text(field: number, content: string): Uint8Array {
  return bytes(field, Buffer.from(content));
}

function double(field: number, value: number): Uint8Array {
  const content = Buffer.alloc(8);
  content.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + FIXED64), content]);
}

function float(field: number, value: number): Uint8Array {
  const content = Buffer.alloc(4);
  content.writeFloatLE(value);
  return Buffer.concat([varint(field * 8 + FIXED32), content]);
}
