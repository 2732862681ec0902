/** A dense layer in inference, batch normalisation folded in: y = x · kernel + bias, then a ReLU where there is one. */
export interface DenseLayer {
  /** [I, O] row-major. */
  readonly kernel: Float32Array;
  /** [O]; its length is O. */
  readonly bias: Float32Array;
  readonly relu: boolean;
}
