#include "lerp.h"

#include "operation.h"
#include "row-chunks.h"
#include "row-loops.h"
#include "tensors.h"

namespace supcon {
namespace {

/** What a kernel is made with. */
struct Weight {
  float value;
};

Weight weight(const Attributes& of) { return {of.number("weight")}; }

template <typename T>
void lerp(const Weight& settings, Run& run) {
  const Tensor a = run.input(0), b = run.input(1);
  if (run.failed() || !run.expect(a.size() == b.size(), "a and b must have one shape")) return;
  const Tensor y = run.output(0, a.type(), a.shape());
  if (run.failed()) return;
  RowChunks(a.size(), 1).forEach([&](int64_t, int64_t first, int64_t count) {
    rowLoops<T>().lerp(a.data<T>() + first, b.data<T>() + first, y.data<T>() + first, count, settings.value);
  });
}

}  // namespace

void registerLerp() {
  define({"SupconLerp", {"weight: float"}, {"a: T", "b: T"}, {"y: T"}});
  addKernel<weight, lerp<float>>("SupconLerp", TF_FLOAT);
  addKernel<weight, lerp<bfloat16>>("SupconLerp", TF_BFLOAT16);
}

}  // namespace supcon
