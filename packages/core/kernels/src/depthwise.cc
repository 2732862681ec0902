#include "depthwise.h"

#include <algorithm>
#include <vector>

#include "depthwise-loops.h"
#include "operation.h"
#include "padded-rows.h"
#include "row-chunks.h"
#include "tensors.h"
#include "window.h"

namespace supcon {
namespace {

/** Where the windows along one axis begin and how many there are. */
struct Axis {
  int64_t side, before, places;

  Axis(int64_t side, const Window& window) : side(side) {
    const int64_t same = (side + window.stride - 1) / window.stride;
    if (window.padding >= 0) {
      before = window.padding;
      places = Geometry::places(side, window);
    } else {
      before = std::max<int64_t>((same - 1) * window.stride + window.kernel - side, 0) / 2;
      places = same;
    }
  }

  /** Pixels behind the last one that a window reaches. */
  int64_t after(const Window& window) const { return std::max<int64_t>((places - 1) * window.stride + window.kernel - before - side, 0); }
};

/** Windows on pictures [n, rows.side, columns.side, channels]. */
struct Grid {
  int64_t n, channels;
  Axis rows, columns;

  Grid(const std::vector<int64_t>& shape, const Window& window) : n(shape[0]), channels(shape[3]), rows(shape[1], window), columns(shape[2], window) {}

  std::vector<int64_t> placed() const { return {n, rows.places, columns.places, channels}; }
  int64_t placedSize() const { return n * rows.places * columns.places * channels; }
  int64_t picture() const { return rows.side * columns.side * channels; }
};

bool fitsDepthwise(Run& run, const std::vector<int64_t>& shape, const Window& window) {
  return run.expect(window.kernel % 2 == 1 && window.kernel * window.kernel <= MOST_TAPS, "kernels must have an odd side up to 11") &&
         fits(run, shape, window.padding < 0 ? Window{1, std::max<int64_t>(window.stride, 0), 0} : window);
}

/** A kernel as float32, [blocks, taps, 16]. */
template <typename T>
std::vector<float> inBlocks(const Tensor& w, int64_t taps, int64_t channels) {
  std::vector<float> wide(channelBlocks(channels) * taps * BLOCK_CHANNELS);
  depthwiseLoops<T>().spread(w.data<T>(), taps, channels, wide.data(), taps * BLOCK_CHANNELS);
  return wide;
}

template <typename T>
void depthwise(const Window& window, Run& run) {
  const Tensor x = run.input(0), w = run.input(1);
  if (run.failed() || !fitsDepthwise(run, x.shape(), window)) return;
  const Grid at(x.shape(), window);
  const int64_t kernel = window.kernel, taps = kernel * kernel;
  if (!run.expect(w.size() == taps * at.channels, "w must have a kernel for each channel")) return;
  const Tensor y = run.output(0, x.type(), at.placed());
  if (run.failed() || y.size() == 0) return;
  const std::vector<float> wide = inBlocks<T>(w, taps, at.channels);
  RowChunks(at.n * at.rows.places, at.columns.places * at.channels).forEach([&](int64_t, int64_t first, int64_t count) {
    PaddedRows rows(kernel, at.rows.side, at.columns.before, at.columns.side, at.columns.after(window), at.channels);
    const float *sources[MOST_TAPS], *weights[MOST_TAPS];
    for (int64_t line = first; line < first + count; line++) {
      const int64_t place = line % at.rows.places;
      if (place == 0) rows.turnTo();
      const T* picture = x.data<T>() + line / at.rows.places * at.picture();
      for (int64_t tap = 0; tap < taps; tap++) {
        sources[tap] = rows.row(picture, place * window.stride - at.rows.before + tap / kernel) + tap % kernel * BLOCK_CHANNELS;
        weights[tap] = wide.data() + tap * BLOCK_CHANNELS;
      }
      const Taps all{sources, rows.block, weights, taps * BLOCK_CHANNELS, taps};
      T* to = y.data<T>() + line * at.columns.places * at.channels;
      depthwiseLoops<T>().convolve(all, window.stride, to, at.channels, at.columns.places, at.channels);
    }
  });
}

template <typename T>
void inputGradient(const Window& window, Run& run) {
  const Tensor sides = run.input(0), w = run.input(1), dy = run.input(2);
  if (run.failed() || !run.expect(sides.size() == 4, "sides must be four")) return;
  const std::vector<int64_t> shape(sides.data<int32_t>(), sides.data<int32_t>() + 4);
  if (!fitsDepthwise(run, shape, window)) return;
  const Grid at(shape, window);
  const int64_t kernel = window.kernel, stride = window.stride, taps = kernel * kernel;
  if (!run.expect(w.size() == taps * at.channels, "w must have a kernel for each channel") ||
      !run.expect(dy.size() == at.placedSize(), "dy must have the shape of the convolution's answer"))
    return;
  const Tensor dx = run.output(0, dy.type(), shape);
  if (run.failed() || dx.size() == 0) return;
  const std::vector<float> wide = inBlocks<T>(w, taps, at.channels);
  const int64_t before = kernel, after = std::max<int64_t>((at.columns.side - 1 + at.columns.before) / stride - at.columns.places + 1, 0);
  RowChunks(at.n * at.rows.side, at.columns.side * at.channels).forEach([&](int64_t, int64_t first, int64_t count) {
    PaddedRows rows(kernel, at.rows.places, before, at.columns.places, after, at.channels);
    const float *sources[MOST_TAPS], *weights[MOST_TAPS];
    for (int64_t line = first; line < first + count; line++) {
      const int64_t pixelRow = line % at.rows.side + at.rows.before;
      if (line % at.rows.side == 0) rows.turnTo();
      const T* gradients = dy.data<T>() + line / at.rows.side * at.rows.places * at.columns.places * at.channels;
      // Pixels a stride apart are seen by the same taps.
      for (int64_t phase = 0; phase < std::min(stride, at.columns.side); phase++) {
        const int64_t column = phase + at.columns.before;
        int64_t seen = 0;
        for (int64_t ky = pixelRow % stride; ky < kernel && ky <= pixelRow; ky += stride)
          for (int64_t kx = column % stride; kx < kernel; kx += stride) {
            // Both are multiples of the stride; the second may be below 0.
            sources[seen] = rows.row(gradients, (pixelRow - ky) / stride) + (before + (column - kx) / stride) * BLOCK_CHANNELS;
            weights[seen++] = wide.data() + (ky * kernel + kx) * BLOCK_CHANNELS;
          }
        T* to = dx.data<T>() + (line * at.columns.side + phase) * at.channels;
        const int64_t pixels = (at.columns.side - phase + stride - 1) / stride;
        depthwiseLoops<T>().convolve({sources, rows.block, weights, taps * BLOCK_CHANNELS, seen}, 1, to, stride * at.channels, pixels, at.channels);
      }
    }
  });
}

template <typename T>
void filterGradient(const Window& window, Run& run) {
  const Tensor x = run.input(0), dy = run.input(1);
  if (run.failed() || !fitsDepthwise(run, x.shape(), window)) return;
  const Grid at(x.shape(), window);
  const int64_t kernel = window.kernel, taps = kernel * kernel, blocks = channelBlocks(at.channels), size = blocks * taps * BLOCK_CHANNELS;
  if (!run.expect(dy.size() == at.placedSize(), "dy must have the shape of the convolution's answer")) return;
  const Tensor dw = run.output(0, TF_FLOAT, {kernel, kernel, at.channels, 1});
  if (run.failed() || dw.size() == 0) return;
  const RowChunks chunks(at.n * at.rows.places, at.columns.places * at.channels);
  std::vector<float> partial(chunks.count * size);
  chunks.forEach([&](int64_t chunk, int64_t first, int64_t count) {
    PaddedRows rows(kernel, at.rows.side, at.columns.before, at.columns.side, at.columns.after(window), at.channels);
    PaddedRows gradients(1, at.n * at.rows.places, 0, at.columns.places, 0, at.channels);
    const float* sources[MOST_TAPS];
    for (int64_t line = first; line < first + count; line++) {
      const int64_t place = line % at.rows.places;
      if (place == 0) rows.turnTo();
      const T* picture = x.data<T>() + line / at.rows.places * at.picture();
      for (int64_t row = 0; row < kernel; row++) sources[row] = rows.row(picture, place * window.stride - at.rows.before + row);
      depthwiseLoops<T>().correlate(sources, rows.block, kernel, window.stride, gradients.row(dy.data<T>(), line), gradients.block, at.columns.places,
                                    partial.data() + chunk * size, blocks);
    }
  });
  for (int64_t tap = 0; tap < taps; tap++)
    for (int64_t c = 0; c < at.channels; c++) {
      double sum = 0;
      const int64_t within = (c / BLOCK_CHANNELS * taps + tap) * BLOCK_CHANNELS + c % BLOCK_CHANNELS;
      for (int64_t chunk = 0; chunk < chunks.count; chunk++) sum += partial[chunk * size + within];
      dw.data<float>()[tap * at.channels + c] = static_cast<float>(sum);
    }
}

}  // namespace

void registerDepthwise() {
  const std::vector<const char*> attributes = {"kernel: int", "stride: int", "padding: int"};
  define({"SupconDepthwise", attributes, {"x: T", "w: T"}, {"y: T"}});
  addKernel<window, depthwise<float>>("SupconDepthwise", TF_FLOAT);
  addKernel<window, depthwise<bfloat16>>("SupconDepthwise", TF_BFLOAT16);
  define({"SupconDepthwiseInputGrad", attributes, {"sides: int32", "w: T", "dy: T"}, {"dx: T"}});
  addKernel<window, inputGradient<float>>("SupconDepthwiseInputGrad", TF_FLOAT);
  addKernel<window, inputGradient<bfloat16>>("SupconDepthwiseInputGrad", TF_BFLOAT16);
  define({"SupconDepthwiseFilterGrad", attributes, {"x: T", "dy: T"}, {"dw: float"}});
  addKernel<window, filterGradient<float>>("SupconDepthwiseFilterGrad", TF_FLOAT);
  addKernel<window, filterGradient<bfloat16>>("SupconDepthwiseFilterGrad", TF_BFLOAT16);
}

}  // namespace supcon
