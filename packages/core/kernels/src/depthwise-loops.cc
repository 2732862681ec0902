// Compiled once for each instruction set, which SUPCON_SET names; see rows.cc.
#include "depthwise-loops.h"

#include <algorithm>
#include <array>
#include <utility>

#include "vectors.h"

namespace supcon {
namespace SUPCON_SET {
namespace {

template <typename T>
void spread(const T* x, int64_t width, int64_t channels, float* row, int64_t block) {
  for (int64_t pixel = 0; pixel < width; pixel++, x += channels, row += BLOCK_CHANNELS)
    for (int64_t c = 0; c < channels; c += LANES)
      storeVector(row + c / BLOCK_CHANNELS * block + c % BLOCK_CHANNELS, loadSome(x + c, std::min(channels - c, LANES)));
}

/** As many places as there are registers for, so that each weight is read once for all of them. */
constexpr int64_t MOST_PLACES = LANES == 16 ? 16 : 8;

/** A vector of channels, whose sources and weights begin `from` and `weightsFrom` values further on. */
template <int PLACES, typename T>
void convolvePlaces(const Taps& taps, int64_t from, int64_t weightsFrom, int64_t step, T* y, int64_t yStep, int64_t channels) {
  Floats sums[PLACES] = {};
  for (int64_t tap = 0; tap < taps.count; tap++) {
    const Floats weight = loadVector(taps.weights[tap] + weightsFrom);
    const float* source = taps.sources[tap] + from;
#pragma GCC unroll 16
    for (int place = 0; place < PLACES; place++) sums[place] += loadVector(source + place * step) * weight;
  }
#pragma GCC unroll 16
  for (int place = 0; place < PLACES; place++) storeSome(y + place * yStep, sums[place], channels);
}

template <typename T, int... COUNTS>
constexpr auto convolutionsOf(std::integer_sequence<int, COUNTS...>) {
  return std::array{convolvePlaces<COUNTS + 1, T>...};
}

template <typename T>
void convolve(const Taps& taps, int64_t step, T* y, int64_t yStep, int64_t places, int64_t channels) {
  static constexpr auto OF = convolutionsOf<T>(std::make_integer_sequence<int, MOST_PLACES>{});
  const int64_t runs = (places + MOST_PLACES - 1) / MOST_PLACES;
  // Runs of nearly the same length: a short one at the end would wait for each of its sums. A run is done with all channels before the next, so that y is
  // written from its beginning to its end.
  for (int64_t run = 0, place = 0; run < runs; run++) {
    const int64_t count = (places - place + runs - run - 1) / (runs - run);
    for (int64_t c = 0; c < channels; c += LANES) {
      const int64_t block = c / BLOCK_CHANNELS, within = c % BLOCK_CHANNELS;
      OF[count - 1](taps, block * taps.sourceBlock + within + place * step * BLOCK_CHANNELS, block * taps.weightBlock + within, step * BLOCK_CHANNELS,
                    y + place * yStep + c, yStep, channels - c);
    }
    place += count;
  }
}

/** A vector of channels and ROWS of the kernel at once: as many as there are registers for. */
template <int KERNEL, int ROWS>
void correlateRows(const float* const* x, int64_t from, int64_t stride, const float* dy, int64_t places, float* sums) {
  Floats products[ROWS * KERNEL] = {};
  for (int64_t place = 0; place < places; place++) {
    const Floats gradient = loadVector(dy + place * BLOCK_CHANNELS);
#pragma GCC unroll 8
    for (int row = 0; row < ROWS; row++) {
      const float* source = x[row] + from + place * stride * BLOCK_CHANNELS;
#pragma GCC unroll 8
      for (int column = 0; column < KERNEL; column++) products[row * KERNEL + column] += loadVector(source + column * BLOCK_CHANNELS) * gradient;
    }
  }
#pragma GCC unroll 32
  for (int tap = 0; tap < ROWS * KERNEL; tap++) {
    float* sum = sums + tap * BLOCK_CHANNELS;
    storeVector(sum, loadVector(sum) + products[tap]);
  }
}

template <int KERNEL>
void correlateKernel(const float* const* x, int64_t from, int64_t stride, const float* dy, int64_t places, float* sums) {
  // 32 registers with AVX-512, else 16.
  constexpr int ROWS = KERNEL * KERNEL < (LANES == 16 ? 28 : 12) ? KERNEL : 1;
  for (int row = 0; row < KERNEL; row += ROWS) correlateRows<KERNEL, ROWS>(x + row, from, stride, dy, places, sums + row * KERNEL * BLOCK_CHANNELS);
}

void correlate(const float* const* x, int64_t xBlock, int64_t kernel, int64_t stride, const float* dy, int64_t dyBlock, int64_t places, float* sums,
               int64_t blocks) {
  for (int64_t c = 0; c < blocks * BLOCK_CHANNELS; c += LANES) {
    const int64_t block = c / BLOCK_CHANNELS, within = c % BLOCK_CHANNELS, from = block * xBlock + within;
    const float* gradients = dy + block * dyBlock + within;
    float* to = sums + block * kernel * kernel * BLOCK_CHANNELS + within;
    if (kernel == 3) correlateKernel<3>(x, from, stride, gradients, places, to);
    else if (kernel == 5) correlateKernel<5>(x, from, stride, gradients, places, to);
    else
      for (int64_t tap = 0; tap < kernel * kernel; tap++)
        correlateRows<1, 1>(x + tap / kernel, from + tap % kernel * BLOCK_CHANNELS, stride, gradients, places, to + tap * BLOCK_CHANNELS);
  }
}

template <typename T>
constexpr DepthwiseLoops<T> LOOPS = {spread<T>, convolve<T>, correlate};

}  // namespace

const DepthwiseLoops<float>& floatDepthwise() { return LOOPS<float>; }
const DepthwiseLoops<bfloat16>& bfloat16Depthwise() { return LOOPS<bfloat16>; }

}  // namespace SUPCON_SET
}  // namespace supcon
