import { keepBoxesInside } from '../crop-boxes.js';
import type { Handle } from '../engine.js';
import { binary } from './native-elementwise.js';
import type { NativeRuntime } from './native-runtime.js';

export function cropAndResize(runtime: NativeRuntime, images: Handle, boxes: Float32Array, boxImages: Int32Array, size: number): Handle {
  const boxesHandle = runtime.upload(keepBoxesInside(boxes), [boxes.length / 4, 4]);
  const indices = runtime.upload(boxImages, [boxImages.length]);
  // There is no CUDA kernel for uint8: the operation would fetch the pictures back to the CPU.
  const wide =
    runtime.onGpu && images.dtype !== 'float32'
      ? runtime.one('Cast', runtime.castAttributes(images.dtype, 'float32'), [images])
      : undefined;
  const source = wide ?? images;
  const attributes = [runtime.type('T', source.dtype), runtime.string('method', 'bilinear'), runtime.float('extrapolation_value', 0)];
  const crops = runtime.one('CropAndResize', attributes, [source, boxesHandle, indices, runtime.ints([size, size])]);
  runtime.free([boxesHandle, indices, ...(wide ? [wide] : [])]);
  return crops;
}

export function colourTransform(
  runtime: NativeRuntime,
  images: Handle,
  matrices: Float32Array,
  offsets: Float32Array,
  low: number,
  high: number,
): Handle {
  const [n = 0, h = 0, w = 0] = images.shape;
  const pixels = runtime.reshape(images, [n, h * w, 3]);
  const matrix = runtime.upload(matrices, [n, 3, 3]);
  const offset = runtime.upload(offsets, [n, 1, 3]);
  const turned = runtime.one(
    'BatchMatMulV2',
    [runtime.type('T', 'float32'), runtime.bool('adj_x', false), runtime.bool('adj_y', false)],
    [pixels, matrix],
  );
  const moved = binary(runtime, 'AddV2', turned, offset);
  const clipped = runtime.one('ClipByValue', [runtime.type('T', 'float32')], [moved, runtime.scalar(low), runtime.scalar(high)]);
  const result = runtime.reshape(clipped, images.shape);
  runtime.free([pixels, matrix, offset, turned, moved, clipped]);
  return result;
}
