// Compiled once for each instruction set, which SUPCON_SET names; see rows.cc.
#include "depthwise-loops.h"

#include "vectors.h"

namespace supcon {
namespace SUPCON_SET {
namespace {

template <typename T>
void spread(const T* x, int64_t width, int64_t channels, float* row, int64_t pitch) {
  for (int64_t pixel = 0; pixel < width; pixel++, x += channels, row += pitch)
    for (int64_t c = 0; c < channels; c += LANES) storeVector(row + c, loadSome(x + c, channels - c));
}

/** As many places as there are registers for, so that each weight is read once for all of them. */
constexpr int64_t MOST_PLACES = 8;

template <int PLACES, typename T>
void convolvePlaces(const Taps& taps, int64_t step, T* y, int64_t yStep, int64_t channels) {
  for (int64_t c = 0; c < channels; c += LANES) {
    Floats sums[PLACES] = {};
    for (int64_t tap = 0; tap < taps.count; tap++) {
      const Floats weight = loadVector(taps.weights[tap] + c);
      const float* source = taps.sources[tap] + c;
#pragma GCC unroll 8
      for (int place = 0; place < PLACES; place++) sums[place] += loadVector(source + place * step) * weight;
    }
    for (int place = 0; place < PLACES; place++) storeSome(y + place * yStep + c, sums[place], channels - c);
  }
}

template <typename T>
void convolve(const Taps& all, int64_t step, T* y, int64_t yStep, int64_t places, int64_t channels) {
  using Convolve = void (*)(const Taps&, int64_t, T*, int64_t, int64_t);
  constexpr Convolve OF[] = {convolvePlaces<1, T>, convolvePlaces<2, T>, convolvePlaces<3, T>, convolvePlaces<4, T>,
                             convolvePlaces<5, T>, convolvePlaces<6, T>, convolvePlaces<7, T>, convolvePlaces<8, T>};
  // Runs of nearly the same length: a short one at the end would wait for each of its sums.
  int64_t runs = (places + MOST_PLACES - 1) / MOST_PLACES;
  const float* sources[MOST_TAPS];
  for (int64_t tap = 0; tap < all.count; tap++) sources[tap] = all.sources[tap];
  for (int64_t left = places; left > 0; runs--) {
    const int64_t count = (left + runs - 1) / runs;
    OF[count - 1]({sources, all.weights, all.count}, step, y, yStep, channels);
    for (int64_t tap = 0; tap < all.count; tap++) sources[tap] += count * step;
    y += count * yStep;
    left -= count;
  }
}

/** ROWS of the kernel at once: as many as there are registers for. */
template <int KERNEL, int ROWS>
void correlateRows(const float* const* x, int64_t stride, const float* dy, int64_t places, float* sums, int64_t pitch) {
  for (int64_t c = 0; c < pitch; c += LANES) {
    Floats products[ROWS * KERNEL] = {};
    for (int64_t place = 0; place < places; place++) {
      const Floats gradient = loadVector(dy + place * pitch + c);
#pragma GCC unroll 8
      for (int row = 0; row < ROWS; row++) {
        const float* source = x[row] + place * stride * pitch + c;
#pragma GCC unroll 8
        for (int column = 0; column < KERNEL; column++) products[row * KERNEL + column] += loadVector(source + column * pitch) * gradient;
      }
    }
    for (int tap = 0; tap < ROWS * KERNEL; tap++) storeVector(sums + tap * pitch + c, loadVector(sums + tap * pitch + c) + products[tap]);
  }
}

template <int KERNEL>
void correlateKernel(const float* const* x, int64_t stride, const float* dy, int64_t places, float* sums, int64_t pitch) {
  // 32 registers with AVX-512, else 16.
  constexpr int ROWS = KERNEL * KERNEL < (LANES == 16 ? 28 : 12) ? KERNEL : 1;
  for (int row = 0; row < KERNEL; row += ROWS)
    correlateRows<KERNEL, ROWS>(x + row, stride, dy, places, sums + row * KERNEL * pitch, pitch);
}

void correlate(const float* const* x, int64_t kernel, int64_t stride, const float* dy, int64_t places, float* sums, int64_t pitch) {
  if (kernel == 3) return correlateKernel<3>(x, stride, dy, places, sums, pitch);
  if (kernel == 5) return correlateKernel<5>(x, stride, dy, places, sums, pitch);
  for (int64_t row = 0; row < kernel; row++)
    for (int64_t column = 0; column < kernel; column++) {
      const float* source = x[row] + column * pitch;
      correlateRows<1, 1>(&source, stride, dy, places, sums + (row * kernel + column) * pitch, pitch);
    }
}

template <typename T>
constexpr DepthwiseLoops<T> LOOPS = {spread<T>, convolve<T>, correlate};

}  // namespace

const DepthwiseLoops<float>& floatDepthwise() { return LOOPS<float>; }
const DepthwiseLoops<bfloat16>& bfloat16Depthwise() { return LOOPS<bfloat16>; }

}  // namespace SUPCON_SET
}  // namespace supcon
