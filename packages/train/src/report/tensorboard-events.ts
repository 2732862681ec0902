import { encodeEvent } from './tensorboard-messages.js';

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
 * @see tensorflow/core/lib/io/record_writer.h */
export function encodeEventFile(startedAt: number, scalars: readonly ScalarEvent[], texts: readonly TextEvent[] = []): Uint8Array {
  const events = [
    { wallTime: startedAt, fileVersion: 'brain.Event:2' },
    ...texts.map(({ tag, wallTime, text }) => ({
      wallTime,
      summary: {
        value: [
          {
            tag,
            metadata: { pluginData: { pluginName: 'text' } },
            tensor: { dtype: 'DT_STRING' as const, tensorShape: {}, stringVal: [Buffer.from(text)] },
          },
        ],
      },
    })),
    ...scalars.map(({ tag, wallTime, step, value }) => ({ wallTime, step, summary: { value: [{ tag, simpleValue: value }] } })),
  ];
  return Buffer.concat(events.map((event) => record(encodeEvent(event))));
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
