// A Node addon whose loading adds operations to the TensorFlow that the process has loaded.
#include <node_api.h>

#include <exception>
#include <string>

#include "batch-norm.h"
#include "lerp.h"
#include "max-pool.h"
#include "patches.h"
#include "row-loops.h"

namespace {

/** Once for the process, however many threads load the addon. @returns what went wrong, empty for nothing. */
const std::string& registered() {
  static const std::string problem = [] {
    try {
      supcon::registerBatchNorm();
      supcon::registerLerp();
      supcon::registerMaxPool();
      supcon::registerPatches();
      return std::string();
    } catch (const std::exception& error) {
      return std::string(error.what());
    }
  }();
  return problem;
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
  return exports;
}

}  // namespace

NAPI_MODULE(supcon_kernels, initialise)
