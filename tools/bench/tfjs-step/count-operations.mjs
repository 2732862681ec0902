/** @typedef {import('@supcon/core').Engine} Engine */

/**
 * The same engine, counting the multiplications and additions of its convolutions and products, which are nearly all of a step's.
 * @param {Engine} engine
 * @returns {{ counted: Engine, operations: () => number }} `operations`: two for each multiply-and-add so far
 */
export function countOperations(engine) {
  let total = 0;
  const size = (/** @type {readonly number[]} */ shape) => shape.reduce((a, b) => a * b, 1);
  /** Each output of a convolution meets every entry of the kernel once; the gradients undo that, pair by pair. */
  const convolution = (/** @type {readonly number[]} */ output, /** @type {readonly number[]} */ filter) => {
    total += (2 * size(output) * size(filter)) / (filter[3] ?? 1);
  };
  /** @type {Partial<Engine>} */
  const counting = {
    conv2d: (x, w, window) => {
      const y = engine.conv2d(x, w, window);
      convolution(y.shape, w.shape);
      return y;
    },
    conv2dInputGrad: (shape, w, dy, window) => {
      convolution(dy.shape, w.shape);
      return engine.conv2dInputGrad(shape, w, dy, window);
    },
    conv2dFilterGrad: (x, shape, dy, window) => {
      convolution(dy.shape, shape);
      return engine.conv2dFilterGrad(x, shape, dy, window);
    },
    matMul: (a, b, transposeA, transposeB) => {
      const product = engine.matMul(a, b, transposeA, transposeB);
      total += 2 * size(product.shape) * (a.shape[transposeA ? 0 : 1] ?? 1);
      return product;
    },
  };
  // What is not counted goes to the engine itself, whatever its methods keep in it.
  const counted = new Proxy(engine, {
    get: (target, name) => {
      if (Object.hasOwn(counting, name)) return counting[/** @type {keyof Engine} */ (name)];
      /** @type {unknown} */
      const value = Reflect.get(target, name);
      return typeof value === 'function' ? /** @type {unknown} */ (value.bind(target)) : value;
    },
  });
  return { counted, operations: () => total };
}
