import { InferenceSession, Tensor } from 'onnxruntime-node';
import { expect, it } from 'vitest';
import { centreSquare } from '../image/centre-square.js';
import { normaliseImage, PREPROCESSING } from '../image/preprocess.js';
import { createPixelResizer } from '../image/resize-pixels.js';
import { createRng } from '../rng.js';
import { GraphBuilder } from './graph-builder.js';
import { withPixelInput } from './pixel-input.js';

const resizer = createPixelResizer();

/** A model that answers what reaches it. @param opset as an encoder's own, or a brought one's */
function mirror(size: number, opset: number): Uint8Array {
  const graph = new GraphBuilder();
  // Called as a value of what comes before it.
  graph.node('Identity', 'seen', [graph.node('Identity', 'pixels.down', ['images'])]);
  const dims = ['N', size, size, 3];
  return graph.build({ name: 'mirror', opset, irVersion: 7, producerVersion: '1', inputs: { images: dims }, outputs: { seen: dims } });
}

/** uint8 [count, height, width, 3]: noise, which shows every wrong weight. */
function noise(count: number, height: number, width: number): Uint8Array {
  const rng = createRng(height * 10_000 + width, 'pixels');
  return Uint8Array.from({ length: count * height * width * 3 }, () => rng.integer(256));
}

/** What the decoder makes of the same pixels: fixed point in WebAssembly. */
function square(pixels: Uint8Array, height: number, width: number, size: number): Float32Array {
  const rgba = Uint8Array.from({ length: height * width * 4 }, (_, at) => (at % 4 === 3 ? 255 : pixels[(at >> 2) * 3 + (at % 4)]!));
  const places = centreSquare({ width, height, orientation: 1 }, size, false);
  return normaliseImage(
    resizer.resize(places, (memory) => memory.set(rgba)),
    PREPROCESSING,
  );
}

it.each([
  { height: 50, width: 50, size: 50 },
  { height: 61, width: 97, size: 32 },
  { height: 97, width: 61, size: 32 },
  { height: 240, width: 160, size: 80 },
  { height: 9, width: 14, size: 24 },
  { height: 1, width: 1, size: 16 },
  { height: 3, width: 40, size: 17 },
  { height: 501, width: 333, size: 96 },
  { height: 33, width: 34, size: 32 },
  { height: 1000, width: 1333, size: 64 },
])('sees $height x $width pixels as the decoder makes them $size', async ({ height, width, size }) => {
  const session = await InferenceSession.create(withPixelInput(mirror(size, 13), { imageSize: size, preprocessing: PREPROCESSING }));
  const pixels = noise(2, height, width);
  const { seen } = await session.run({ pixels: new Tensor('uint8', pixels, [2, height, width, 3]) });
  await session.release();
  expect(seen!.dims).toEqual([2, size, size, 3]);
  const answer = seen!.data as Float32Array;
  for (const n of [0, 1]) {
    const want = square(pixels.subarray((n * pixels.length) / 2, ((n + 1) * pixels.length) / 2), height, width, size);
    const own = answer.subarray(n * want.length, (n + 1) * want.length);
    // Half a level of 255 would be 0.008.
    expect(Math.max(...want.map((value, at) => Math.abs(value - own[at]!)))).toBeLessThan(1e-5);
  }
});

it.each([11, 12, 17, 21])('may stand before an encoder of opset %i', async (opset) => {
  const session = await InferenceSession.create(withPixelInput(mirror(8, opset), { imageSize: 8, preprocessing: PREPROCESSING }));
  const pixels = noise(1, 20, 30);
  const { seen } = await session.run({ pixels: new Tensor('uint8', pixels, [1, 20, 30, 3]) });
  await session.release();
  const want = square(pixels, 20, 30, 8);
  expect(Math.max(...want.map((value, at) => Math.abs(value - (seen!.data as Float32Array)[at]!)))).toBeLessThan(1e-5);
});

it('refuses a model without images, or what is none', () => {
  const graph = new GraphBuilder();
  graph.node('Identity', 'y', ['x']);
  const strange = graph.build({ name: 'x', opset: 13, irVersion: 7, producerVersion: '1', inputs: { x: [1] }, outputs: { y: [1] } });
  const options = { imageSize: 8, preprocessing: PREPROCESSING };
  expect(() => withPixelInput(strange, options)).toThrow(/no input 'images'; it has x/);
  expect(() => withPixelInput(withPixelInput(mirror(8, 13), options), options)).toThrow(/no input 'images'; it has pixels/);
  expect(() => withPixelInput(new Uint8Array([1, 2, 3]), options)).toThrow(expect.objectContaining({ code: 'UNSUPPORTED' }) as Error);
});
