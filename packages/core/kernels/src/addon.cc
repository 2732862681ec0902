// A Node addon whose loading adds operations to the TensorFlow that the process has loaded.
#include <node_api.h>

#include <exception>
#include <string>

#include "batch-norm.h"
#include "depthwise.h"
#include "filter-gradient.h"
#include "lerp.h"
#include "max-pool.h"
#include "patches.h"
#include "row-loops.h"
#include "row-products.h"
#include "tiles.h"

namespace {

/** Once for the process, however many threads load the addon. @returns what went wrong, empty for nothing. */
const std::string& registered() {
  static const std::string problem = [] {
    try {
      supcon::registerBatchNorm();
      supcon::registerDepthwise();
      supcon::registerFilterGradient();
      supcon::registerLerp();
      supcon::registerMaxPool();
      supcon::registerPatches();
      supcon::registerRowProducts();
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  }();
  return problem;
}

/** What the engine asks for (kernels.ts); it rises with every operation that is added or changed. */
constexpr int32_t REVISION = 2;

/** exports[name] = { float32, bfloat16 } */
bool setFlags(napi_env env, napi_value exports, const char* name, bool float32, bool bfloat16) {
  napi_value flags, flag;
  return napi_create_object(env, &flags) == napi_ok && napi_get_boolean(env, float32, &flag) == napi_ok &&
         napi_set_named_property(env, flags, "float32", flag) == napi_ok && napi_get_boolean(env, bfloat16, &flag) == napi_ok &&
         napi_set_named_property(env, flags, "bfloat16", flag) == napi_ok && napi_set_named_property(env, exports, name, flags) == napi_ok;
}

napi_value initialise(napi_env env, napi_value exports) {
  const std::string& problem = registered();
  if (!problem.empty()) {
    napi_throw_error(env, nullptr, problem.c_str());
    return nullptr;
  }
  napi_value name;
  if (napi_create_string_utf8(env, supcon::instructionSet(), NAPI_AUTO_LENGTH, &name) != napi_ok) return nullptr;
  if (napi_set_named_property(env, exports, "instructionSet", name) != napi_ok) return nullptr;
  napi_value revision;
  if (napi_create_int32(env, REVISION, &revision) != napi_ok || napi_set_named_property(env, exports, "revision", revision) != napi_ok) return nullptr;
  if (!setFlags(env, exports, "products", supcon::tiles<float>() != nullptr, supcon::tiles<supcon::bfloat16>() != nullptr)) return nullptr;
  return exports;
}

}  // namespace

NAPI_MODULE(supcon_kernels, initialise)
