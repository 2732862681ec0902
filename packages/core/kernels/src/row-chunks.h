#pragma once

#include <algorithm>
#include <cstdint>

namespace supcon {

/** [rows, channels] cut into runs of rows, as many however many threads there are: sums over the chunks in their order are the same to the bit on any machine. */
struct RowChunks {
  int64_t rows;
  int64_t size;
  int64_t count;

  RowChunks(int64_t allRows, int64_t channels) : rows(allRows) {
    // Enough for many cores to share; small enough tensors stay on one.
    constexpr int64_t MOST = 32;
    constexpr int64_t SMALLEST = 32 * 1024;
    size = std::max((rows + MOST - 1) / MOST, (SMALLEST + channels - 1) / channels);
    count = (rows + size - 1) / size;
  }

  /** Calls `work(chunk, firstRow, rows)` for each chunk, on all cores. */
  template <typename Work>
  void forEach(Work work) const {
#pragma omp parallel for schedule(static) if (count > 1)
    for (int64_t chunk = 0; chunk < count; chunk++) {
      const int64_t first = chunk * size;
      work(chunk, first, std::min(size, rows - first));
    }
  }
};

}  // namespace supcon
