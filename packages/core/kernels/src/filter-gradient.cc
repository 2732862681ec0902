#include "filter-gradient.h"

#include <omp.h>

#include <algorithm>
#include <vector>

#include "operation.h"
#include "shifted-gradient.h"
#include "tensors.h"
#include "tiles.h"
#include "window.h"

namespace supcon {
namespace {

/** Words of pixels that are summed before the sums go to memory: what a tile multiplies then stays in the nearest cache. */
constexpr int64_t WORDS = 128;
/** Panels of so many words that stay in the second cache. */
constexpr int64_t PANELS = 16;

/** dw [taps * C, O] cut into tiles: rows of it in groups, none of which reaches from one tap into the next, and columns in panels. */
struct Tiling {
  int64_t channels, groupsPerTap, groups, panels;

  Tiling(int64_t taps, int64_t allChannels, int64_t outputs, int64_t tileRows, int64_t multiple)
      : channels(allChannels), groupsPerTap((allChannels + tileRows - 1) / tileRows), panels(outputs / TILE_COLUMNS) {
    // With few groups, one more lets threads share them evenly.
    if (taps == 1) groupsPerTap = std::min((groupsPerTap + multiple - 1) / multiple * multiple, channels);
    groups = taps * groupsPerTap;
  }
  /** First channel of a group within its tap; of the group behind the last, the number of channels. */
  int64_t begin(int64_t group) const { return group * channels / groupsPerTap; }
};

/** How many threads share the groups; the others share the panels. What threads share in one direction, each of them brings into words in the other. */
int64_t threadsOverGroups(const Tiling& tiling, int64_t threads) {
  int64_t best = 1, least = INT64_MAX;
  for (int64_t over = 1; over <= threads; over++) {
    if (threads % over != 0) continue;
    const int64_t across = threads / over;
    const int64_t most = ((tiling.groups + over - 1) / over) * ((tiling.panels + across - 1) / across);
    if (most <= least) {
      least = most;
      best = over;
    }
  }
  return best;
}

/** Where the pixels `first` to `first + count` of the output find what a tap sees of x; `zeros` in the padding. */
template <typename T>
void findRows(const T* x, const Geometry& at, const Window& window, int64_t tap, int64_t first, int64_t count, const T* zeros,
              const T** rows) {
  const int64_t below = tap / window.kernel - window.padding, beside = tap % window.kernel - window.padding;
  int64_t column = first % at.columns, row = first / at.columns % at.rows, picture = first / (at.columns * at.rows);
  for (int64_t pixel = 0; pixel < count; pixel++) {
    const int64_t y = row * window.stride + below, across = column * window.stride + beside;
    const bool inside = y >= 0 && y < at.height && across >= 0 && across < at.width;
    rows[pixel] = inside ? x + ((picture * at.height + y) * at.width + across) * at.channels : zeros;
    if (++column < at.columns) continue;
    column = 0;
    if (++row < at.rows) continue;
    row = 0;
    picture++;
  }
}

template <typename T>
void filterGradient(const Window& window, Run& run) {
  const Tensor x = run.input(0), dy = run.input(1);
  const Tiles<T>* tiles = supcon::tiles<T>();
  if (run.failed() || !run.expect(tiles != nullptr, "there are no tiles for this type on this processor") || !fits(run, x.shape(), window)) return;
  const Geometry at(x.shape(), window);
  const int64_t outputs = dy.channels(), taps = window.kernel * window.kernel;
  if (!run.expect(dy.shape() == std::vector<int64_t>({at.n, at.rows, at.columns, outputs}), "dy must be of the output's shape")) return;
  if (!run.expect(outputs % TILE_COLUMNS == 0, "O must be a multiple of 32")) return;
  const Tensor dw = run.output(0, TF_FLOAT, {window.kernel, window.kernel, at.channels, outputs});
  if (run.failed() || dw.size() == 0) return;
  float* const sums = dw.data<float>();
  const T* const pictures = x.data<T>();
  const T* const gradients = dy.data<T>();
  const int64_t pixels = at.windows();
  if (pixels == 0) std::fill(sums, sums + dw.size(), 0.0f);
  if (const ShiftedGradient<T> shifted(*tiles, at, window, outputs); shifted.fits()) {
    run.expect(shifted.run(pictures, gradients, sums), "there is no memory");
    return;
  }

  const std::vector<T> zeros(std::max(at.channels, TILE_COLUMNS), T{});
  const int64_t threads = omp_get_max_threads();
  const Tiling tiling(taps, at.channels, outputs, tiles->gradientRows, threads);
  const int64_t over = threadsOverGroups(tiling, threads), across = threads / over;
  bool starved = false;
#pragma omp parallel for schedule(static, 1) reduction(|| : starved)
  for (int64_t thread = 0; thread < threads; thread++) {
    const int64_t part = thread % over, side = thread / over;
    const int64_t firstGroup = part * tiling.groups / over, endGroup = (part + 1) * tiling.groups / over;
    const int64_t firstPanel = side * tiling.panels / across, endPanel = (side + 1) * tiling.panels / across;
    static thread_local Scratch scratch;
    // Gathering writes a whole register.
    uint32_t* const b = scratch.words(PANELS * WORDS * TILE_COLUMNS + WORDS * tiles->gradientRows + 16);
    if (b == nullptr) {
      starved = true;
      continue;
    }
    const Multiplying<T> multiplying(*tiles);
    uint32_t* const a = b + PANELS * WORDS * TILE_COLUMNS;
    const T* rows[IN_WORD<T> * WORDS];
    for (int64_t block = firstPanel; block < endPanel; block += PANELS) {
      const int64_t panels = std::min(PANELS, endPanel - block);
      for (int64_t first = 0; first < pixels; first += IN_WORD<T> * WORDS) {
        const int64_t count = std::min(IN_WORD<T> * WORDS, pixels - first), words = (count + IN_WORD<T> - 1) / IN_WORD<T>;
        const int64_t next = first + count, following = std::min(count, pixels - next);
        for (int64_t panel = 0; panel < panels; panel++)
          tiles->panelOfRows(gradients + first * outputs + (block + panel) * TILE_COLUMNS, outputs, count, zeros.data(), b + panel * WORDS * TILE_COLUMNS);
        rows[IN_WORD<T> * words - 1] = zeros.data();
        for (int64_t group = firstGroup, tap = -1; group < endGroup; group++) {
          if (group / tiling.groupsPerTap != tap) {
            tap = group / tiling.groupsPerTap;
            findRows(pictures, at, window, tap, first, count, zeros.data(), rows);
          }
          const int64_t channel = tiling.begin(group % tiling.groupsPerTap), channels = tiling.begin(group % tiling.groupsPerTap + 1) - channel;
          tiles->gather(rows, channel, IN_WORD<T> * words, channels, a);
          float* const to = sums + (tap * at.channels + channel) * outputs + block * TILE_COLUMNS;
          for (int64_t panel = 0; panel < panels; panel++) {
            const int64_t tile = (group - firstGroup) * panels + panel, all = (endGroup - firstGroup) * panels;
            const Soon soon = Soon::part(pictures + next * x.size() / pixels, following * x.size() / pixels, tile, all);
            const Soon too = Soon::part(gradients + next * outputs, following * outputs, tile, all);
            tiles->accumulate(channels, words, a, b + panel * WORDS * TILE_COLUMNS, to + panel * TILE_COLUMNS, outputs, first > 0, soon, too);
          }
        }
      }
    }
  }
  run.expect(!starved, "there is no memory");
}

}  // namespace

void registerFilterGradient() {
  define({"SupconFilterGrad", {"kernel: int", "stride: int", "padding: int"}, {"x: T", "dy: T"}, {"dw: float"}});
  addKernel<window, filterGradient<float>>("SupconFilterGrad", TF_FLOAT);
  addKernel<window, filterGradient<bfloat16>>("SupconFilterGrad", TF_BFLOAT16);
}

}  // namespace supcon
