import { adoptEncoder } from '@supcon/core';
import { writeArtifact, type OnnxEncoder } from '@supcon/core/artifact';

/** Pixels a side of what the encoder sees, and of the corner at the top left that it looks at. */
const [SIDE, CORNER] = [32, 8];

/** Writes an artifact whose answers depend on the corner at the top left alone, 8 of 32 pixels: `red` or `other`. The graph is written by hand: Slice, then Flatten. */
export async function makeCornerArtifact(folder: string): Promise<void> {
  const features = CORNER * CORNER * 3;
  const encoder: OnnxEncoder = {
    ...{ kind: 'onnx', file: 'corner.onnx', sha256: '0'.repeat(64), output: 'features', pooling: 'none' },
    input: { name: 'images', layout: 'NHWC', type: 'float32' },
    ...{ cropSize: SIDE, features },
  };
  await writeArtifact(folder, {
    ...{ name: 'corner', version: 1, createdAt: '2026-01-01T00:00:00.000Z', imageSize: SIDE },
    preprocessing: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
    ...{ labels: ['red', 'other'], loss: 'none', recipe: 'corner', metrics: {} },
    data: { name: 'corner', fingerprint: '0', images: 1 },
    encoder,
    // [D, C]: red speaks for the first class, green and blue for the second.
    classifier: {
      weight: Float32Array.from({ length: features * 2 }, (_, n) => (Math.floor(n / 2) % 3 === 0 ? 1 : -1) * (n % 2 === 0 ? 0.2 : -0.2)),
      bias: new Float32Array(2),
    },
    adopted: adoptEncoder(cornerGraph(), { ...encoder, imageSize: SIDE, outputDims: [features] }),
  });
}

/** An ONNX model, in the wire format of Protocol Buffers (field numbers of onnx.proto). */
function cornerGraph(): Uint8Array {
  const integers = (name: string, values: readonly number[]): Buffer =>
    message(number(1, values.length), number(2, 7), text(8, name), bytes(9, Buffer.from(new BigInt64Array(values.map(BigInt)).buffer)));
  const node = (operation: string, inputs: readonly string[], output: string): Buffer =>
    message(...inputs.map((input) => text(1, input)), text(2, output), text(3, output), text(4, operation));
  const value = (name: string, dims: readonly (number | string)[]): Buffer => {
    const shape = message(...dims.map((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : text(2, dim))));
    return message(text(1, name), bytes(2, bytes(1, message(number(1, 1), bytes(2, shape)))));
  };
  const graph = message(
    bytes(1, node('Slice', ['images', 'starts', 'ends', 'axes'], 'corner')),
    bytes(1, node('Flatten', ['corner'], 'features')),
    text(2, 'corner'),
    bytes(5, integers('starts', [0, 0])),
    bytes(5, integers('ends', [CORNER, CORNER])),
    bytes(5, integers('axes', [1, 2])),
    bytes(11, value('images', ['N', SIDE, SIDE, 3])),
    bytes(12, value('features', ['N', CORNER * CORNER * 3])),
  );
  return message(number(1, 7), bytes(7, graph), bytes(8, message(text(1, ''), number(2, 13))));
}

const message = (...fields: readonly Buffer[]): Buffer => Buffer.concat(fields);
const number = (field: number, value: number): Buffer => Buffer.concat([varint(field * 8), varint(value)]);
const bytes = (field: number, content: Buffer): Buffer => Buffer.concat([varint(field * 8 + 2), varint(content.length), content]);
const text = (field: number, content: string): Buffer => bytes(field, Buffer.from(content));

function varint(value: number): Buffer {
  return value < 128 ? Buffer.of(value) : Buffer.concat([Buffer.of((value % 128) + 128), varint(Math.floor(value / 128))]);
}
