import { describe, expect, it } from 'vitest';
import { crc32c, encodeEventFile, maskedCrc32c } from './tensorboard-events.js';

/** A reader of protocol buffers written from the specification alone: field number to values, nested messages as bytes. */
const fieldsOf = (message: Buffer): Map<number, (number | Buffer)[]> => {
  const fields = new Map<number, (number | Buffer)[]>();
  let at = 0;
  const varint = (): number => {
    for (let value = 0, scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = varint();
    let value: number | Buffer;
    switch (key & 7) {
      case 0:
        value = varint();
        break;
      case 1:
        value = message.readDoubleLE(at);
        at += 8;
        break;
      case 2: {
        const length = varint();
        value = message.subarray(at, at + length);
        at += length;
        break;
      }
      case 5:
        value = message.readFloatLE(at);
        at += 4;
        break;
      default:
        throw new Error(`wire type ${key & 7}`);
    }
    fields.set(key >> 3, [...(fields.get(key >> 3) ?? []), value]);
  }
  return fields;
};

/** The contents of the records, whose frames are checked. */
const recordsOf = (file: Buffer): Buffer[] => {
  const records: Buffer[] = [];
  for (let at = 0; at < file.length;) {
    const length = Number(file.readBigUInt64LE(at));
    expect(file.readUInt32LE(at + 8)).toBe(maskedCrc32c(file.subarray(at, at + 8)));
    const content = file.subarray(at + 12, at + 12 + length);
    expect(file.readUInt32LE(at + 12 + length)).toBe(maskedCrc32c(content));
    records.push(content);
    at += length + 16;
  }
  return records;
};

describe('crc32c', () => {
  it('gives the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, at) => at))).toBe(0x46dd794e);
  });
});

describe('encodeEventFile', () => {
  const scalars = [
    { tag: 'loss/supcon', wallTime: 1_800_000_000.25, step: 1, value: 4.5 },
    { tag: 'loss/supcon', wallTime: 1_800_000_001, step: 300, value: 3.25 },
  ];

  it('begins with the version and holds every figure', () => {
    const [version, ...events] = recordsOf(Buffer.from(encodeEventFile(1_800_000_000, scalars))).map(fieldsOf);
    expect(version!.get(1)).toEqual([1_800_000_000]);
    expect(String(version!.get(3)![0])).toBe('brain.Event:2');
    const read = events.map((event) => {
      const value = fieldsOf(fieldsOf(event.get(5)![0] as Buffer).get(1)![0] as Buffer);
      return { tag: String(value.get(1)![0]), wallTime: event.get(1)![0], step: event.get(2)![0], value: value.get(2)![0] };
    });
    expect(read).toEqual(scalars);
  });

  it('is byte for byte what TensorFlow writes', () => {
    // tf.io.TFRecordWriter of TensorFlow 2.21 with these three messages made by its tensorflow.core.util.event_pb2.Event.
    const golden = [
      '1800000000000000a37f4b22090000008074d2da411a0d627261696e2e4576656e743a3248f03b53',
      '2100000000000000017becf6090000108074d2da4110012a140a120a0b6c6f73732f737570636f6e1500009040a99d8144',
      '220000000000000078113dfd090000408074d2da4110ac022a140a120a0b6c6f73732f737570636f6e1500005040d749eea7',
    ].join('');
    expect(Buffer.from(encodeEventFile(1_800_000_000, scalars)).toString('hex')).toBe(golden);
  });

  it('holds text as the text plugin wants it', () => {
    const file = encodeEventFile(0, [], [{ tag: 'config', wallTime: 1, text: 'grüße' }]);
    const value = fieldsOf(fieldsOf(fieldsOf(recordsOf(Buffer.from(file))[1]!).get(5)![0] as Buffer).get(1)![0] as Buffer);
    const tensor = fieldsOf(value.get(8)![0] as Buffer);
    expect([tensor.get(1), String(tensor.get(8)![0])]).toEqual([[7], 'grüße']);
    const plugin = fieldsOf(fieldsOf(value.get(9)![0] as Buffer).get(1)![0] as Buffer);
    expect(String(plugin.get(1)![0])).toBe('text');
  });
});
