#pragma once

#include <cstdint>

// Loops over a run of rows of [rows, channels] tensors. They are compiled once for each instruction set, and row-loops.cc picks one for the processor.

namespace supcon {

/** The upper half of a float32. */
struct bfloat16 {
  uint16_t bits;
};

/** What follows a normalisation, by the number that TensorFlow is told. */
enum class Activation { none = 0, relu = 1, relu6 = 2 };

/** The gradient before a ReLU: dy, + plus where that is not null, and 0 where the ReLU's output was not above 0, or of a ReLU6 not below 6. That is told
 * from `output`, or where `factor` and `beta` are given instead, from what was normalised: (x - mean) * factor + beta. Without either there was none. */
template <typename T>
struct Gradient {
  const T* dy;
  const T* plus;
  const T* output;
  const float* factor;
  const float* beta;
  Activation activation;

  /** The same `count` values further on. */
  Gradient from(int64_t count) const {
    return {dy + count, plus == nullptr ? nullptr : plus + count, output == nullptr ? nullptr : output + count, factor, beta, activation};
  }
};

/** T: float or bfloat16. Sums go from float32 to float64 every 64 rows. */
template <typename T>
struct RowLoops {
  /** As float32. */
  void (*widen)(const T* values, int64_t count, float* wide);

  /** Adds `values` to `sums`. */
  void (*accumulate)(const T* values, int64_t count, float* sums);

  /** The other way: to the nearest T. */
  void (*narrow)(const float* wide, int64_t count, T* values);

  /** Where a value is above `best`, or NaN, puts it there and `tap` into `where`. */
  void (*larger)(const T* values, int64_t count, int32_t tap, float* best, int32_t* where);

  /** Adds `values` to `sums` where `where` is `tap`. */
  void (*accumulateWhere)(const T* values, int64_t count, int32_t tap, const int32_t* where, float* sums);

  /** y = a + (b - a) * weight */
  void (*lerp)(const T* a, const T* b, T* y, int64_t count, float weight);

  /** Adds sum(x - pivot) and sum((x - pivot)^2) of each channel to `sums` and `squares`. @param scratch 2 * channels floats. */
  void (*moments)(const T* x, int64_t rows, int64_t channels, const float* pivot, float* scratch, double* sums, double* squares);

  /** y = (x - mean) * factor + beta, then + add where it is not null, then the activation. */
  void (*normalise)(const T* x, const T* add, T* y, int64_t rows, int64_t channels, const float* mean, const float* factor, const float* beta,
                    Activation activation);

  /** Adds sum(g) and sum(g * (x - mean)) of each channel to `sums` and `products`, and keeps g in `kept` where that is not null.
   * @param scratch 2 * channels floats. */
  void (*gradientSums)(const Gradient<T>& g, const T* x, T* kept, int64_t rows, int64_t channels, const float* mean, float* scratch, double* sums,
                       double* products);

  /** dx = byGradient * g + byInput * (x - mean) + constant */
  void (*inputGradient)(const Gradient<T>& g, const T* x, T* dx, int64_t rows, int64_t channels, const float* mean, const float* byGradient,
                        const float* byInput, const float* constant);

  /** Both where the statistics were given, in one pass: dx = factor * g, and the sums and products of `gradientSums`. */
  void (*givenGradient)(const Gradient<T>& g, const T* x, T* kept, T* dx, int64_t rows, int64_t channels, const float* mean, const float* factor,
                        float* scratch, double* sums, double* products);
};

namespace baseline {
const RowLoops<float>& floatLoops();
const RowLoops<bfloat16>& bfloat16Loops();
}  // namespace baseline
namespace avx2 {
const RowLoops<float>& floatLoops();
const RowLoops<bfloat16>& bfloat16Loops();
}  // namespace avx2
namespace avx512 {
const RowLoops<float>& floatLoops();
const RowLoops<bfloat16>& bfloat16Loops();
}  // namespace avx512

}  // namespace supcon
