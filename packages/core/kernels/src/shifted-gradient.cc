#include "shifted-gradient.h"

#include <algorithm>
#include <cstring>

namespace supcon {
namespace {

constexpr int64_t roundUp(int64_t value, int64_t multiple) { return (value + multiple - 1) / multiple * multiple; }

/** Words of pixels that are summed before the next tile: their rows and columns stay in the nearest cache for all taps. */
constexpr int64_t WORDS = 128;
/** Narrower pictures would be multiplied with too much padding. */
constexpr int64_t NARROWEST = 12;
/** With more, tiles have so many sums to fetch that gathering for each tap costs no more. */
constexpr int64_t MOST_CHANNELS = 64;
/** A turned picture stays in the second cache. */
constexpr int64_t LARGEST = 1 << 20;
/** Bytes of all segments' sums. */
constexpr int64_t SUMS = 8 << 20;
constexpr int64_t MOST_SEGMENTS = 32;
/** With fewer, many cores would wait. */
constexpr int64_t FEWEST_SEGMENTS = 8;

}  // namespace

template <typename T>
int64_t ShiftedGradient<T>::segments() const {
  int64_t segments = 1;
  while (2 * segments <= std::min({SUMS / (values() * static_cast<int64_t>(sizeof(float))), MOST_SEGMENTS, at_.n})) segments *= 2;
  return segments;
}

template <typename T>
int64_t ShiftedGradient<T>::stride() const {
  const int64_t line = 64 / sizeof(T);
  const int64_t read = roundUp(at_.height * across_, IN_WORD<T> * tiles_.multiple) + (window_.kernel - 1) * (across_ + 1);
  const int64_t written = (at_.height - 1 + window_.padding) * across_ + window_.padding + roundUp(at_.width, TILE_COLUMNS);
  const int64_t lines = roundUp(std::max(read, written), line) / line;
  // An odd number of cache lines: rows then fall into different places of the cache.
  return (lines | 1) * line;
}

template <typename T>
bool ShiftedGradient<T>::fits() const {
  const bool same = window_.stride == 1 && window_.kernel > 1 && 2 * window_.padding + 1 == window_.kernel;
  const int64_t bytes = at_.channels * stride() * static_cast<int64_t>(sizeof(T));
  return tiles_.accumulateRows != nullptr && same && at_.width >= NARROWEST && at_.channels <= MOST_CHANNELS && at_.channels % tiles_.gradientRows == 0 && outputs_ % TILE_COLUMNS == 0 &&
         bytes <= LARGEST && 2 * segments() > std::min(at_.n, FEWEST_SEGMENTS);
}

template <typename T>
void ShiftedGradient<T>::addPicture(const T* x, const T* dy, bool first, T* turned, T* staged, uint32_t* panels, float* sums) const {
  const int64_t group = tiles_.gradientRows, apart = stride(), rows = at_.height, columns = at_.width, positions = rows * across_;
  for (int64_t row = 0; row < rows; row++)
    for (int64_t channel = 0; channel < at_.channels; channel += group)
      tiles_.transpose(x + row * columns * at_.channels + channel, at_.channels, columns, turned + channel * apart + (row + window_.padding) * across_ + window_.padding, apart);
  for (int64_t from = 0; from < positions; from += IN_WORD<T> * WORDS) {
    const int64_t count = std::min(IN_WORD<T> * WORDS, positions - from);
    for (int64_t at = 0; at < count;) {
      const int64_t row = (from + at) / across_, column = (from + at) % across_;
      const int64_t run = std::min((column < columns ? columns : across_) - column, count - at);
      if (column < columns) std::memcpy(staged + at * outputs_, dy + (row * columns + column) * outputs_, run * outputs_ * sizeof(T));
      else std::memset(static_cast<void*>(staged + at * outputs_), 0, run * outputs_ * sizeof(T));
      at += run;
    }
    const int64_t whole = roundUp(count, IN_WORD<T> * tiles_.multiple);
    std::memset(static_cast<void*>(staged + count * outputs_), 0, (whole - count) * outputs_ * sizeof(T));
    for (int64_t column = 0; column < outputs_; column += TILE_COLUMNS) tiles_.panelOfRows(staged + column, outputs_, whole, nullptr, panels + column * WORDS);
    for (int64_t channel = 0; channel < at_.channels; channel += group)
      for (int64_t column = 0; column < outputs_; column += TILE_COLUMNS)
        for (int64_t tap = 0; tap < window_.kernel * window_.kernel; tap++) {
          const T* rowsOfTap = turned + channel * apart + from + tap / window_.kernel * across_ + tap % window_.kernel;
          tiles_.accumulateRows(whole / IN_WORD<T>, rowsOfTap, apart, panels + column * WORDS, sums + (tap * at_.channels + channel) * outputs_ + column, outputs_, !first || from > 0);
        }
  }
}

template <typename T>
bool ShiftedGradient<T>::run(const T* x, const T* dy, float* dw) const {
  static thread_local Scratch scratch;
  const int64_t parts = segments(), pixels = at_.height * at_.width, all = values();
  float* const sums = reinterpret_cast<float*>(scratch.words(parts * all));
  if (sums == nullptr) return false;
  const int64_t turnedWords = at_.channels * stride() / IN_WORD<T>, stagedWords = WORDS * outputs_;
  bool starved = false;
#pragma omp parallel for schedule(static) reduction(|| : starved)
  for (int64_t part = 0; part < parts; part++) {
    static thread_local Scratch memory;
    uint32_t* const panels = memory.words(2 * stagedWords + turnedWords);
    if (panels == nullptr) {
      starved = true;
      continue;
    }
    T* const staged = reinterpret_cast<T*>(panels + stagedWords);
    T* const turned = reinterpret_cast<T*>(panels + 2 * stagedWords);
    std::memset(static_cast<void*>(turned), 0, turnedWords * sizeof(uint32_t));
    const Multiplying<T> multiplying(tiles_);
    const int64_t begin = at_.n * part / parts, end = at_.n * (part + 1) / parts;
    for (int64_t picture = begin; picture < end; picture++)
      addPicture(x + picture * pixels * at_.channels, dy + picture * pixels * outputs_, picture == begin, turned, staged, panels, sums + part * all);
  }
  if (starved) return false;
#pragma omp parallel for schedule(static)
  for (int64_t at = 0; at < all; at++) {
    float sum = sums[at];
    for (int64_t part = 1; part < parts; part++) sum += sums[part * all + at];
    dw[at] = sum;
  }
  return true;
}

template class ShiftedGradient<float>;
template class ShiftedGradient<bfloat16>;

}  // namespace supcon
