import '@tensorflow/tfjs-backend-cpu';
import * as tf from '@tensorflow/tfjs-core';

/** Box edges on the border are moved a hair inside: TensorFlow computes `x1 · (W - 1) + column · step` in float32 and fills in black where rounding
 * alone leaves the picture. */
const MARGIN = 1e-6;

/** TensorFlow.js on plain JavaScript, whose bits are the same on every machine: what our own loops over pictures are held against. */
async function onCpu(run: () => tf.Tensor): Promise<Float32Array> {
  await tf.setBackend('cpu');
  const result = tf.tidy(run);
  const data = (await result.data()) as Float32Array;
  result.dispose();
  return data;
}

/** TensorFlow's CropAndResize. @param pixels [N, side, side, 3] in 0..255.  @param boxes [M, 4] of y1, x1, y2, x2, where 0 and 1 are the centres of the first
 * and last pixel; x1 > x2 mirrors.  @param boxImages [M] which picture each box is cut from.  @returns [M, size, size, 3] in 0..255. */
export function cropAndResize(
  pixels: Uint8Array,
  side: number,
  boxes: Float32Array,
  boxImages: Int32Array,
  size: number,
): Promise<Float32Array> {
  const inside = boxes.map((edge) => (edge < 0 || edge > 1 ? edge : Math.min(Math.max(edge, MARGIN), 1 - MARGIN)));
  return onCpu(() =>
    tf.image.cropAndResize(
      tf.tensor4d(Float32Array.from(pixels), [pixels.length / (side * side * 3), side, side, 3]),
      tf.tensor2d(inside, [boxImages.length, 4]),
      tf.tensor1d(boxImages, 'int32'),
      [size, size],
      'bilinear',
      0,
    ),
  );
}

/** Mean over pixels. @param images [N, size, size, 3]  @returns [N, 3]. */
export function meanPixels(images: Float32Array, size: number): Promise<Float32Array> {
  return onCpu(() => tf.mean(tf.tensor4d(images, [images.length / (size * size * 3), size, size, 3]), [1, 2]));
}

/** A colour map of its own for each image: clip(pixel · matrix + offset, low, high). @param images [N, size, size, 3]  @param matrices [N, 3, 3]
 * @param offsets [N, 3] */
export function colourTransform(
  images: Float32Array,
  size: number,
  matrices: Float32Array,
  offsets: Float32Array,
  [low, high]: readonly [number, number],
): Promise<Float32Array> {
  const n = images.length / (size * size * 3);
  return onCpu(() => {
    const turned = tf.matMul(tf.tensor3d(images, [n, size * size, 3]), tf.tensor3d(matrices, [n, 3, 3]));
    return tf.clipByValue(tf.add(turned, tf.tensor3d(offsets, [n, 1, 3])), low, high);
  });
}
