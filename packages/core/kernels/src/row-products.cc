#include "row-products.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "operation.h"
#include "tensors.h"
#include "tiles.h"

namespace supcon {
namespace {

struct Settings {
  bool transpose;
};

Settings settings(const Attributes& of) { return {of.flag("transpose")}; }

/** Rows that begin whole pages apart fall into the same few places of the cache and drive each other out of it. */
template <typename T>
bool collides(int64_t k) {
  return k * sizeof(T) % 2048 == 0;
}

/** w as panels of `length` words along K. */
template <typename T>
void panelsOf(const Tiles<T>& tiles, const T* w, int64_t k, int64_t n, bool transposed, int64_t length, uint32_t* panels) {
#pragma omp parallel for schedule(static)
  for (int64_t column = 0; column < n; column += TILE_COLUMNS) {
    uint32_t* panel = panels + column * length;
    if (transposed) tiles.panelOfColumns(w + column * k, k, k, panel);
    else tiles.panelOfRows(w + column, n, k, nullptr, panel);
  }
}

template <typename T>
void rowProducts(const Settings& settings, Run& run) {
  const Tensor x = run.input(0), w = run.input(1);
  const Tiles<T>* tiles = supcon::tiles<T>();
  if (run.failed() || !run.expect(tiles != nullptr, "there are no tiles for this type on this processor")) return;
  const int64_t k = x.channels();
  if (!run.expect(k > 0 && w.size() > 0 && (settings.transpose ? w.channels() : w.size() / w.channels()) == k, "x and w must have the same K")) return;
  const int64_t n = w.size() / k;
  if (!run.expect(k % IN_WORD<T> == 0 && n % TILE_COLUMNS == 0, "K must be whole words and N a multiple of 32")) return;
  std::vector<int64_t> shape = x.shape();
  shape.back() = n;
  const Tensor y = run.output(0, x.type(), shape);
  if (run.failed() || y.size() == 0) return;

  static thread_local Scratch scratch;
  const int64_t words = k / IN_WORD<T>, length = (words + tiles->multiple - 1) / tiles->multiple * tiles->multiple;
  uint32_t* const panels = scratch.words(length * n);
  if (!run.expect(panels != nullptr, "there is no memory")) return;
  panelsOf(*tiles, w.data<T>(), k, n, settings.transpose, length, panels);

  const int64_t rows = x.size() / k, most = tiles->productRows, groups = (rows + most - 1) / most;
  const bool moves = collides<T>(k);
  const int64_t apart = moves ? k + 64 / sizeof(T) : k;
  // What was written past the caches is there for all when the threads have met.
#pragma omp parallel
  {
    std::vector<T> moved(moves ? most * apart : 0);
    const Multiplying<T> multiplying(*tiles);
#pragma omp for schedule(static)
    for (int64_t group = 0; group < groups; group++) {
      const int64_t first = group * most, count = std::min(most, rows - first), next = first + count;
      const T* from = x.data<T>() + first * k;
      if (moves) {
        for (int64_t row = 0; row < count; row++) std::memcpy(&moved[row * apart], from + row * k, k * sizeof(T));
        from = moved.data();
      }
      const int64_t following = std::min(most, rows - next) * k;
      for (int64_t column = 0; column < n; column += TILE_COLUMNS) {
        const Soon soon = Soon::part(x.data<T>() + next * k, following, column / TILE_COLUMNS, n / TILE_COLUMNS);
        tiles->product(count, words, from, apart, panels + column * length, y.data<T>() + first * n + column, n, soon);
      }
    }
  }
}

}  // namespace

void registerRowProducts() {
  define({"SupconRowProducts", {"transpose: bool"}, {"x: T", "w: T"}, {"y: T"}});
  addKernel<settings, rowProducts<float>>("SupconRowProducts", TF_FLOAT);
  addKernel<settings, rowProducts<bfloat16>>("SupconRowProducts", TF_BFLOAT16);
}

}  // namespace supcon
