#pragma once

#include <stdexcept>
#include <string>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/ops.h"
#include "tensors.h"

namespace supcon {

/** The attributes that a kernel is made with. */
class Attributes {
 public:
  explicit Attributes(TF_OpKernelConstruction* construction) : construction_(construction) {}

  float number(const char* name) const {
    float value = 0;
    TF_OpKernelConstruction_GetAttrFloat(construction_, name, &value, status_.get());
    check();
    return value;
  }
  int64_t integer(const char* name) const {
    int64_t value = 0;
    TF_OpKernelConstruction_GetAttrInt64(construction_, name, &value, status_.get());
    check();
    return value;
  }
  bool flag(const char* name) const {
    TF_Bool value = 0;
    TF_OpKernelConstruction_GetAttrBool(construction_, name, &value, status_.get());
    check();
    return value != 0;
  }

 private:
  void check() const {
    if (!status_.ok()) TF_OpKernelConstruction_Failure(construction_, status_.get());
  }

  TF_OpKernelConstruction* construction_;
  Status status_;
};

/** What TensorFlow is told of an operation, in its own notation ("x: T"), beside the attribute T: float or bfloat16. */
struct Definition {
  const char* name;
  std::vector<const char*> attributes;
  std::vector<const char*> inputs;
  std::vector<const char*> outputs;
};

inline void require(const char* name, const Status& status) {
  if (!status.ok()) throw std::runtime_error(std::string(name) + ": " + TF_Message(status.get()));
}

/** @throws std::runtime_error with what TensorFlow says. */
inline void define(const Definition& definition) {
  TF_OpDefinitionBuilder* builder = TF_NewOpDefinitionBuilder(definition.name);
  TF_OpDefinitionBuilderAddAttr(builder, "T: {float, bfloat16}");
  for (const char* attribute : definition.attributes) TF_OpDefinitionBuilderAddAttr(builder, attribute);
  for (const char* input : definition.inputs) TF_OpDefinitionBuilderAddInput(builder, input);
  for (const char* output : definition.outputs) TF_OpDefinitionBuilderAddOutput(builder, output);
  TF_OpDefinitionBuilderSetShapeInferenceFunction(builder, [](TF_ShapeInferenceContext* context, TF_Status* status) {
    TF_ShapeInferenceContextSetUnknownShape(context, status);
  });
  Status status;
  TF_RegisterOpDefinition(builder, status.get());
  require(definition.name, status);
}

/** Registers `compute(settings, run)` as the operation's CPU kernel for one T, with the settings that `make` reads from its attributes.
 * @throws std::runtime_error with what TensorFlow says. */
template <auto make, auto compute>
void addKernel(const char* name, TF_DataType type) {
  using Settings = decltype(make(std::declval<const Attributes&>()));
  TF_KernelBuilder* builder = TF_NewKernelBuilder(
      name, "CPU", [](TF_OpKernelConstruction* construction) -> void* { return new Settings(make(Attributes(construction))); },
      [](void* kernel, TF_OpKernelContext* context) {
        Run run(context);
        compute(*static_cast<const Settings*>(kernel), run);
      },
      [](void* kernel) { delete static_cast<Settings*>(kernel); });
  Status status;
  TF_KernelBuilder_TypeConstraint(builder, "T", type, status.get());
  require(name, status);
  TF_RegisterKernelBuilder(name, builder, status.get());
  require(name, status);
}

}  // namespace supcon
