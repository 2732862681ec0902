/** Geometry of a 2-D convolution window: square kernel side, stride, and zero padding, in pixels. */
export interface Window {
  readonly kernel: number;
  readonly stride: number;
  /** Pixels of zero padding on each side (as in torchvision), or `same`, which is TensorFlow's SAME: as many as ceil(side / stride) output pixels need, and
   * where they are odd, one more on the right and at the bottom. */
  readonly padding: number | 'same';
}

/** A window that is padded alike on each side, as pooling's are. */
export interface SymmetricWindow extends Window {
  readonly padding: number;
}

/** Whether the padding is a number of pixels. */
export function isSymmetric(window: Window): window is SymmetricWindow {
  return window.padding !== 'same';
}

/** Whether TensorFlow's SAME pads this window alike, whatever the picture's size: at a stride of 1 it is "half" padding. */
export function isSame({ kernel, stride, padding }: Window): boolean {
  return padding === 'same' || (stride === 1 && padding === (kernel - 1) / 2);
}
