#include "max-pool.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "operation.h"
#include "row-chunks.h"
#include "row-loops.h"
#include "tensors.h"
#include "window.h"

namespace supcon {
namespace {

/** The maxima of one window after the other, and at which of its pixels they lie. */
template <typename T>
class Maxima {
 public:
  Maxima(const Geometry& at, const Window& window) : at_(at), window_(window), best(at.channels), where(at.channels) {}

  /** Looks at the window at (row, column) of a picture. */
  void find(const T* picture, int64_t row, int64_t column) {
    std::fill(best.begin(), best.end(), -std::numeric_limits<float>::infinity());
    // Where all is as low as can be, the first pixel counts.
    bool first = true;
    forEachPixel(row, column, [&](int32_t tap, int64_t pixel) {
      if (first) std::fill(where.begin(), where.end(), tap);
      first = false;
      rowLoops<T>().larger(picture + pixel * at_.channels, at_.channels, tap, best.data(), where.data());
    });
  }

  /** Calls `work(tap, pixel)` for each pixel of the picture that the window at (row, column) sees. */
  template <typename Work>
  void forEachPixel(int64_t row, int64_t column, Work work) const {
    const int64_t top = row * window_.stride - window_.padding, left = column * window_.stride - window_.padding;
    for (int64_t y = std::max<int64_t>(top, 0); y < std::min(top + window_.kernel, at_.height); y++)
      for (int64_t x = std::max<int64_t>(left, 0); x < std::min(left + window_.kernel, at_.width); x++)
        work(static_cast<int32_t>((y - top) * window_.kernel + x - left), y * at_.width + x);
  }

 private:
  const Geometry& at_;
  const Window& window_;

 public:
  std::vector<float> best;
  std::vector<int32_t> where;
};

template <typename T>
void maxPool(const Window& window, Run& run) {
  const Tensor x = run.input(0);
  if (run.failed() || !fits(run, x.shape(), window)) return;
  const Geometry at(x.shape(), window);
  const Tensor y = run.output(0, x.type(), {at.n, at.rows, at.columns, at.channels});
  if (run.failed() || y.size() == 0) return;
  RowChunks(at.windows(), at.channels).forEach([&](int64_t, int64_t first, int64_t count) {
    Maxima<T> maxima(at, window);
    for (int64_t place = first; place < first + count; place++) {
      const T* picture = x.data<T>() + place / (at.rows * at.columns) * at.height * at.width * at.channels;
      maxima.find(picture, place / at.columns % at.rows, place % at.columns);
      rowLoops<T>().narrow(maxima.best.data(), at.channels, y.data<T>() + place * at.channels);
    }
  });
}

template <typename T>
void maxPoolGrad(const Window& window, Run& run) {
  const Tensor dy = run.input(0), x = run.input(1);
  if (run.failed() || !fits(run, x.shape(), window)) return;
  const Geometry at(x.shape(), window);
  if (!run.expect(dy.size() == at.windows() * at.channels, "dy must have the shape of what pooling answered")) return;
  const Tensor dx = run.output(0, x.type(), x.shape());
  if (run.failed() || dx.size() == 0) return;
  // Windows overlap within a picture, never across: a picture belongs to one thread.
  const int64_t values = at.height * at.width * at.channels;
  RowChunks(at.n, values).forEach([&](int64_t, int64_t first, int64_t count) {
    Maxima<T> maxima(at, window);
    std::vector<float> sums(values);
    for (int64_t n = first; n < first + count; n++) {
      std::fill(sums.begin(), sums.end(), 0.0f);
      for (int64_t place = 0; place < at.rows * at.columns; place++) {
        maxima.find(x.data<T>() + n * values, place / at.columns, place % at.columns);
        const T* gradient = dy.data<T>() + (n * at.rows * at.columns + place) * at.channels;
        maxima.forEachPixel(place / at.columns, place % at.columns, [&](int32_t tap, int64_t pixel) {
          rowLoops<T>().accumulateWhere(gradient, at.channels, tap, maxima.where.data(), sums.data() + pixel * at.channels);
        });
      }
      rowLoops<T>().narrow(sums.data(), values, dx.data<T>() + n * values);
    }
  });
}

}  // namespace

void registerMaxPool() {
  define({"SupconMaxPool", {"kernel: int", "stride: int", "padding: int"}, {"x: T"}, {"y: T"}});
  addKernel<window, maxPool<float>>("SupconMaxPool", TF_FLOAT);
  addKernel<window, maxPool<bfloat16>>("SupconMaxPool", TF_BFLOAT16);
  define({"SupconMaxPoolGrad", {"kernel: int", "stride: int", "padding: int"}, {"dy: T", "x: T"}, {"dx: T"}});
  addKernel<window, maxPoolGrad<float>>("SupconMaxPoolGrad", TF_FLOAT);
  addKernel<window, maxPoolGrad<bfloat16>>("SupconMaxPoolGrad", TF_BFLOAT16);
}

}  // namespace supcon
