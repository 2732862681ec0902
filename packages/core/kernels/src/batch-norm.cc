#include "batch-norm.h"

#include <cmath>
#include <vector>

#include "operation.h"
#include "row-chunks.h"
#include "row-loops.h"
#include "tensors.h"

namespace supcon {
namespace {

/** What a kernel is made with. */
struct Settings {
  float epsilon;
  Activation activation;
  /** Whether the gradient before the activation is an output too. */
  bool keep;
  /** Whether the statistics were given, and are not the batch's. */
  bool given;
};

/** A pair of float64 sums for each channel. */
class ChannelSums {
 public:
  ChannelSums(const RowChunks& chunks, int64_t channels) : channels_(channels), values_(chunks.count * 2 * channels, 0.0) {}

  double* first(int64_t chunk = 0) { return values_.data() + chunk * 2 * channels_; }
  double* second(int64_t chunk = 0) { return first(chunk) + channels_; }
  /** Adds all chunks to chunk 0, in their order. */
  void gather() {
    const size_t width = 2 * channels_;
    for (size_t chunk = width; chunk < values_.size(); chunk += width)
      for (size_t at = 0; at < width; at++) values_[at] += values_[chunk + at];
  }

 private:
  int64_t channels_;
  std::vector<double> values_;
};

/** gamma / sqrt(variance + epsilon) */
std::vector<float> factors(const Tensor& gamma, const float* variance, const Settings& settings) {
  std::vector<float> factor(gamma.size());
  for (size_t c = 0; c < factor.size(); c++)
    factor[c] = static_cast<float>(gamma.data<float>()[c] / std::sqrt(static_cast<double>(variance[c]) + settings.epsilon));
  return factor;
}

template <typename T>
void normaliseAll(const RowChunks& chunks, const Tensor& x, const Tensor& add, const Tensor& gamma, const Tensor& beta, const float* mean,
                  const float* variance, const Tensor& y, const Settings& settings) {
  const int64_t channels = x.channels();
  const std::vector<float> factor = factors(gamma, variance, settings);
  const T* side = add.size() == 0 ? nullptr : add.data<T>();
  chunks.forEach([&](int64_t, int64_t first, int64_t rows) {
    const int64_t at = first * channels;
    rowLoops<T>().normalise(x.data<T>() + at, side == nullptr ? nullptr : side + at, y.data<T>() + at, rows, channels, mean, factor.data(),
                            beta.data<float>(), settings.activation);
  });
}

template <typename T>
void batchNorm(const Settings& settings, Run& run) {
  const Tensor x = run.input(0), add = run.input(1), gamma = run.input(2), beta = run.input(3);
  if (!run.expect(x.channels() > 0 && x.size() > 0, "x must have values") ||
      !run.expect(add.size() == 0 || add.size() == x.size(), "add must be empty or have the shape of x") ||
      !run.expect(gamma.size() == x.channels() && beta.size() == x.channels(), "gamma and beta must have a value for each channel"))
    return;
  const int64_t channels = x.channels(), rows = x.size() / channels;
  const Tensor y = run.output(0, x.type(), x.shape());
  const Tensor mean = run.output(1, TF_FLOAT, {channels}), variance = run.output(2, TF_FLOAT, {channels});
  const Tensor savedMean = run.output(3, TF_FLOAT, {channels}), biased = run.output(4, TF_FLOAT, {channels});
  if (run.failed()) return;

  // Moments about the first row: the mean of squares minus the squared mean cancels where the mean is far from 0.
  std::vector<float> pivot(channels);
  rowLoops<T>().widen(x.data<T>(), channels, pivot.data());
  const RowChunks chunks(rows, channels);
  ChannelSums sums(chunks, channels);
  chunks.forEach([&](int64_t chunk, int64_t first, int64_t count) {
    std::vector<float> scratch(2 * channels);
    rowLoops<T>().moments(x.data<T>() + first * channels, count, channels, pivot.data(), scratch.data(), sums.first(chunk), sums.second(chunk));
  });
  sums.gather();
  const double unbiased = static_cast<double>(rows) / (rows > 1 ? rows - 1 : 1);
  for (int64_t c = 0; c < channels; c++) {
    const double shift = sums.first()[c] / rows;
    const double spread = std::fmax(sums.second()[c] / rows - shift * shift, 0.0);
    mean.data<float>()[c] = savedMean.data<float>()[c] = static_cast<float>(pivot[c] + shift);
    biased.data<float>()[c] = static_cast<float>(spread);
    variance.data<float>()[c] = static_cast<float>(spread * unbiased);
  }
  normaliseAll<T>(chunks, x, add, gamma, beta, mean.data<float>(), biased.data<float>(), y, settings);
}

template <typename T>
void normalise(const Settings& settings, Run& run) {
  const Tensor x = run.input(0), add = run.input(1), gamma = run.input(2), beta = run.input(3), mean = run.input(4), variance = run.input(5);
  const int64_t channels = x.channels();
  if (!run.expect(add.size() == 0 || add.size() == x.size(), "add must be empty or have the shape of x") ||
      !run.expect(gamma.size() == channels && beta.size() == channels && mean.size() == channels && variance.size() == channels,
                  "gamma, beta, mean and variance must have a value for each channel"))
    return;
  const Tensor y = run.output(0, x.type(), x.shape());
  if (run.failed() || x.size() == 0) return;
  normaliseAll<T>(RowChunks(x.size() / channels, channels), x, add, gamma, beta, mean.data<float>(), variance.data<float>(), y, settings);
}

template <typename T>
void batchNormGrad(const Settings& settings, Run& run) {
  const Tensor dy = run.input(0), plus = run.input(1), output = run.input(2), x = run.input(3);
  const Tensor gamma = run.input(4), beta = run.input(5), mean = run.input(6), variance = run.input(7);
  const int64_t channels = x.channels();
  if (!run.expect(channels > 0 && x.size() > 0, "x must have values") || !run.expect(dy.size() == x.size(), "dy must have the shape of x") ||
      !run.expect(plus.size() == 0 || plus.size() == x.size(), "plus must be empty or have the shape of x") ||
      !run.expect(output.size() == 0 || output.size() == x.size(), "output must be empty or have the shape of x") ||
      !run.expect(beta.size() == 0 || beta.size() == channels, "beta must be empty or have a value for each channel") ||
      !run.expect(gamma.size() == channels && mean.size() == channels && variance.size() == channels,
                  "gamma, mean and variance must have a value for each channel"))
    return;
  const int64_t rows = x.size() / channels;
  const Tensor dx = run.output(0, x.type(), x.shape());
  const Tensor dGamma = run.output(1, TF_FLOAT, {channels}), dBeta = run.output(2, TF_FLOAT, {channels});
  const Tensor kept = run.output(3, x.type(), settings.keep ? x.shape() : std::vector<int64_t>{0});
  if (run.failed()) return;

  const std::vector<float> factor = factors(gamma, variance.data<float>(), settings);
  Gradient<T> g{dy.data<T>(), plus.size() == 0 ? nullptr : plus.data<T>(), output.size() == 0 ? nullptr : output.data<T>(), nullptr, nullptr, settings.activation};
  if (beta.size() != 0) g.factor = factor.data(), g.beta = beta.data<float>();
  const RowChunks chunks(rows, channels);
  ChannelSums sums(chunks, channels);
  chunks.forEach([&](int64_t chunk, int64_t first, int64_t count) {
    const int64_t at = first * channels;
    std::vector<float> scratch(2 * channels);
    T* keptHere = settings.keep ? kept.data<T>() + at : nullptr;
    if (settings.given)
      rowLoops<T>().givenGradient(g.from(at), x.data<T>() + at, keptHere, dx.data<T>() + at, count, channels, mean.data<float>(), factor.data(),
                                  scratch.data(), sums.first(chunk), sums.second(chunk));
    else
      rowLoops<T>().gradientSums(g.from(at), x.data<T>() + at, keptHere, count, channels, mean.data<float>(), scratch.data(), sums.first(chunk),
                                 sums.second(chunk));
  });
  sums.gather();
  // dx = gamma / s * (g - mean(g) - (x - mean) / s^2 * mean(g * (x - mean))), s^2 = variance + epsilon
  std::vector<float> byGradient(channels), byInput(channels), constant(channels);
  for (int64_t c = 0; c < channels; c++) {
    const double inverse = 1 / std::sqrt(static_cast<double>(variance.data<float>()[c]) + settings.epsilon);
    const double scale = gamma.data<float>()[c] * inverse;
    dGamma.data<float>()[c] = static_cast<float>(sums.second()[c] * inverse);
    dBeta.data<float>()[c] = static_cast<float>(sums.first()[c]);
    byGradient[c] = static_cast<float>(scale);
    byInput[c] = static_cast<float>(-scale * inverse * inverse * sums.second()[c] / rows);
    constant[c] = static_cast<float>(-scale * sums.first()[c] / rows);
  }
  if (settings.given) return;
  // What was kept is added up and masked already.
  if (settings.keep) g = {kept.data<T>(), nullptr, nullptr, nullptr, nullptr, Activation::none};
  chunks.forEach([&](int64_t, int64_t first, int64_t count) {
    const int64_t at = first * channels;
    rowLoops<T>().inputGradient(g.from(at), x.data<T>() + at, dx.data<T>() + at, count, channels, mean.data<float>(), byGradient.data(),
                                byInput.data(), constant.data());
  });
}

Activation activation(const Attributes& of) { return static_cast<Activation>(of.integer("activation")); }
Settings forward(const Attributes& of) { return {of.number("epsilon"), activation(of), false, false}; }
Settings backward(const Attributes& of) { return {of.number("epsilon"), activation(of), of.flag("keep"), of.flag("given")}; }

}  // namespace

void registerBatchNorm() {
  define({"SupconBatchNorm",
          {"epsilon: float", "activation: int"},
          {"x: T", "add: T", "gamma: float", "beta: float"},
          {"y: T", "mean: float", "variance: float", "saved_mean: float", "biased: float"}});
  addKernel<forward, batchNorm<float>>("SupconBatchNorm", TF_FLOAT);
  addKernel<forward, batchNorm<bfloat16>>("SupconBatchNorm", TF_BFLOAT16);
  define({"SupconNormalise",
          {"epsilon: float", "activation: int"},
          {"x: T", "add: T", "gamma: float", "beta: float", "mean: float", "variance: float"},
          {"y: T"}});
  addKernel<forward, normalise<float>>("SupconNormalise", TF_FLOAT);
  addKernel<forward, normalise<bfloat16>>("SupconNormalise", TF_BFLOAT16);
  define({"SupconBatchNormGrad",
          {"epsilon: float", "activation: int", "keep: bool", "given: bool"},
          {"dy: T", "plus: T", "output: T", "x: T", "gamma: float", "beta: float", "mean: float", "biased: float"},
          {"dx: T", "d_gamma: float", "d_beta: float", "g: T"}});
  addKernel<backward, batchNormGrad<float>>("SupconBatchNormGrad", TF_FLOAT);
  addKernel<backward, batchNormGrad<bfloat16>>("SupconBatchNormGrad", TF_BFLOAT16);
}

}  // namespace supcon
