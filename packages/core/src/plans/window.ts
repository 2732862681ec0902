/** Geometry of a 2-D convolution or pooling window: square kernel side, stride, and symmetric zero padding, in pixels. */
export interface Window {
  readonly kernel: number;
  readonly stride: number;
  /** Pixels of zero padding on each side (as in torchvision), not TensorFlow's SAME. */
  readonly padding: number;
}
