// Compiled once for each instruction set, which SUPCON_SET names. Everything here is local to it: the linker must not take code for a newer processor in
// place of an older one's.
#include "rows.h"

#include <cstring>
#include <type_traits>

namespace supcon {
namespace SUPCON_SET {
namespace {

/** Rows after which sums move on to float64. */
constexpr int64_t BLOCK = 64;

inline float load(const float* at) { return *at; }
inline void store(float* at, float value) { *at = value; }

inline float load(const bfloat16* at) {
  const uint32_t bits = static_cast<uint32_t>(at->bits) << 16;
  float value;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

/** To the nearest, of two to the even one; NaN stays NaN. */
inline void store(bfloat16* at, float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof bits);
  const uint32_t rounded = (bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16;
  const bool nan = (bits & 0x7fffffffu) > 0x7f800000u;
  at->bits = static_cast<uint16_t>(nan ? (bits >> 16) | 0x40u : rounded);
}

/** Calls `loop` with a flag that the compiler knows, so that there is no question left within the loop. */
template <typename Loop>
inline void known(bool flag, Loop loop) {
  if (flag) loop(std::true_type{});
  else loop(std::false_type{});
}

/** Calls `loop` with two such flags: whether an activation ends at 0 below, and whether at 6 above. */
template <typename Loop>
inline void withActivation(Activation activation, Loop loop) {
  if (activation == Activation::none) loop(std::false_type{}, std::false_type{});
  else if (activation == Activation::relu) loop(std::true_type{}, std::false_type{});
  else loop(std::true_type{}, std::true_type{});
}

/** Runs `row` over all rows with two float32 sums a channel, which start from 0 and are added to the float64 ones after each block. */
template <typename Row>
inline void inBlocks(int64_t rows, int64_t channels, float* scratch, double* first, double* second, Row row) {
  for (int64_t begin = 0; begin < rows; begin += BLOCK) {
    for (int64_t c = 0; c < 2 * channels; c++) scratch[c] = 0;
    const int64_t end = begin + BLOCK < rows ? begin + BLOCK : rows;
    for (int64_t at = begin; at < end; at++) row(at * channels, scratch, scratch + channels);
    for (int64_t c = 0; c < channels; c++) first[c] += scratch[c];
    for (int64_t c = 0; c < channels; c++) second[c] += scratch[channels + c];
  }
}

template <typename T>
void widen(const T* __restrict values, int64_t count, float* __restrict wide) {
  for (int64_t at = 0; at < count; at++) wide[at] = load(values + at);
}

template <typename T>
void accumulate(const T* __restrict values, int64_t count, float* __restrict sums) {
  for (int64_t at = 0; at < count; at++) sums[at] += load(values + at);
}

template <typename T>
void narrow(const float* __restrict wide, int64_t count, T* __restrict values) {
  for (int64_t at = 0; at < count; at++) store(values + at, wide[at]);
}

template <typename T>
void larger(const T* __restrict values, int64_t count, int32_t tap, float* __restrict best, int32_t* __restrict where) {
  for (int64_t at = 0; at < count; at++) {
    const float value = load(values + at);
    const bool larger = value > best[at] || value != value;
    best[at] = larger ? value : best[at];
    where[at] = larger ? tap : where[at];
  }
}

template <typename T>
void accumulateWhere(const T* __restrict values, int64_t count, int32_t tap, const int32_t* __restrict where, float* __restrict sums) {
  for (int64_t at = 0; at < count; at++) sums[at] += where[at] == tap ? load(values + at) : 0;
}

template <typename T>
void lerp(const T* __restrict a, const T* __restrict b, T* __restrict y, int64_t count, float weight) {
  for (int64_t at = 0; at < count; at++) store(y + at, load(a + at) + (load(b + at) - load(a + at)) * weight);
}

template <typename T>
void moments(const T* __restrict x, int64_t rows, int64_t channels, const float* __restrict pivot, float* scratch, double* sums, double* squares) {
  inBlocks(rows, channels, scratch, sums, squares, [&](int64_t row, float* __restrict s, float* __restrict q) {
    for (int64_t c = 0; c < channels; c++) {
      const float centred = load(x + row + c) - pivot[c];
      s[c] += centred;
      q[c] += centred * centred;
    }
  });
}

template <typename T>
void normalise(const T* __restrict x, const T* __restrict add, T* __restrict y, int64_t rows, int64_t channels, const float* __restrict mean,
               const float* __restrict factor, const float* __restrict beta, Activation activation) {
  known(add != nullptr, [&](auto adds) {
    withActivation(activation, [&](auto clips, auto caps) {
      for (int64_t row = 0; row < rows * channels; row += channels) {
        for (int64_t c = 0; c < channels; c++) {
          float value = (load(x + row + c) - mean[c]) * factor[c] + beta[c];
          if (adds) value += load(add + row + c);
          // Asked so that a NaN stays one.
          if (clips) value = value <= 0 ? 0 : value;
          if (caps) value = value >= 6 ? 6 : value;
          store(y + row + c, value);
        }
      }
    });
  });
}

/** Calls `loop` with how to get the gradient before the activation at value `at` of channel `c`, where `centred` is x - mean. */
template <typename T, typename Loop>
inline void withGradient(const Gradient<T>& g, Loop loop) {
  const T* __restrict dy = g.dy;
  const T* __restrict plus = g.plus;
  const T* __restrict output = g.output;
  const float* __restrict factor = g.factor;
  const float* __restrict beta = g.beta;
  known(plus != nullptr, [&](auto adds) {
    const auto sum = [=](int64_t at) { return adds ? load(dy + at) + load(plus + at) : load(dy + at); };
    if (factor == nullptr && output == nullptr) return loop([=](int64_t at, int64_t, float) { return sum(at); });
    known(g.activation == Activation::relu6, [&](auto caps) {
      const auto masked = [=](int64_t at, float value) { return value > 0 && (!caps || value < 6) ? sum(at) : 0; };
      if (factor != nullptr) loop([=](int64_t at, int64_t c, float centred) { return masked(at, centred * factor[c] + beta[c]); });
      else loop([=](int64_t at, int64_t, float) { return masked(at, load(output + at)); });
    });
  });
}

template <typename T>
void gradientSums(const Gradient<T>& g, const T* __restrict x, T* __restrict kept, int64_t rows, int64_t channels, const float* __restrict mean,
                  float* scratch, double* sums, double* products) {
  withGradient(g, [&](auto gradientAt) {
    known(kept != nullptr, [&](auto keeps) {
      inBlocks(rows, channels, scratch, sums, products, [&](int64_t row, float* __restrict s, float* __restrict p) {
        for (int64_t c = 0; c < channels; c++) {
          const float centred = load(x + row + c) - mean[c];
          float gradient = gradientAt(row + c, c, centred);
          if (keeps) {
            store(kept + row + c, gradient);
            // As it was kept, rounded or not.
            gradient = load(kept + row + c);
          }
          s[c] += gradient;
          p[c] += gradient * centred;
        }
      });
    });
  });
}

template <typename T>
void inputGradient(const Gradient<T>& g, const T* __restrict x, T* __restrict dx, int64_t rows, int64_t channels, const float* __restrict mean,
                   const float* __restrict byGradient, const float* __restrict byInput, const float* __restrict constant) {
  withGradient(g, [&](auto gradientAt) {
    for (int64_t row = 0; row < rows * channels; row += channels) {
      for (int64_t c = 0; c < channels; c++) {
        const float centred = load(x + row + c) - mean[c];
        store(dx + row + c, byGradient[c] * gradientAt(row + c, c, centred) + byInput[c] * centred + constant[c]);
      }
    }
  });
}

template <typename T>
void givenGradient(const Gradient<T>& g, const T* __restrict x, T* __restrict kept, T* __restrict dx, int64_t rows, int64_t channels,
                   const float* __restrict mean, const float* __restrict factor, float* scratch, double* sums, double* products) {
  withGradient(g, [&](auto gradientAt) {
    known(kept != nullptr, [&](auto keeps) {
      inBlocks(rows, channels, scratch, sums, products, [&](int64_t row, float* __restrict s, float* __restrict p) {
        for (int64_t c = 0; c < channels; c++) {
          const float centred = load(x + row + c) - mean[c];
          float gradient = gradientAt(row + c, c, centred);
          if (keeps) {
            store(kept + row + c, gradient);
            gradient = load(kept + row + c);
          }
          s[c] += gradient;
          p[c] += gradient * centred;
          store(dx + row + c, factor[c] * gradient);
        }
      });
    });
  });
}

template <typename T>
constexpr RowLoops<T> LOOPS = {widen<T>, accumulate<T>, narrow<T>, larger<T>, accumulateWhere<T>, lerp<T>, moments<T>, normalise<T>, gradientSums<T>, inputGradient<T>,
                                   givenGradient<T>};

}  // namespace

const RowLoops<float>& floatLoops() { return LOOPS<float>; }
const RowLoops<bfloat16>& bfloat16Loops() { return LOOPS<bfloat16>; }

}  // namespace SUPCON_SET
}  // namespace supcon
