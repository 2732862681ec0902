// A Node addon whose loading adds operations to the TensorFlow that the process has loaded.
#include <node_api.h>

#include <exception>
#include <string>

#include "batch-norm.h"
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

bool setFlag(napi_env env, napi_value object, const char* name, bool holds) {
  napi_value flag;
  return napi_get_boolean(env, holds, &flag) == napi_ok && napi_set_named_property(env, object, name, flag) == napi_ok;
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
  napi_value products;
  if (napi_create_object(env, &products) != napi_ok) return nullptr;
  if (!setFlag(env, products, "float32", supcon::tiles<float>() != nullptr)) return nullptr;
  if (!setFlag(env, products, "bfloat16", supcon::tiles<supcon::bfloat16>() != nullptr)) return nullptr;
  if (napi_set_named_property(env, exports, "products", products) != napi_ok) return nullptr;
  return exports;
}

}  // namespace

NAPI_MODULE(supcon_kernels, initialise)
