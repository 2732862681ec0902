#pragma once

#include <cstdint>
#include <vector>

#include "tensorflow/c/kernels.h"
#include "tensorflow/c/tf_status.h"
#include "tensorflow/c/tf_tensor.h"

namespace supcon {

/** A TF_Status that goes with its scope. */
class Status {
 public:
  Status() : status_(TF_NewStatus()) {}
  ~Status() { TF_DeleteStatus(status_); }
  Status(const Status&) = delete;
  Status& operator=(const Status&) = delete;
  TF_Status* get() const { return status_; }
  bool ok() const { return TF_GetCode(status_) == TF_OK; }

 private:
  TF_Status* status_;
};

/** A tensor of a running kernel, given back with its scope. Empty where there is none. */
class Tensor {
 public:
  Tensor() = default;
  explicit Tensor(TF_Tensor* tensor) : tensor_(tensor) {}
  Tensor(Tensor&& other) noexcept : tensor_(other.tensor_) { other.tensor_ = nullptr; }
  Tensor(const Tensor&) = delete;
  Tensor& operator=(const Tensor&) = delete;
  ~Tensor() {
    if (tensor_ != nullptr) TF_DeleteTensor(tensor_);
  }

  TF_DataType type() const { return tensor_ == nullptr ? TF_FLOAT : TF_TensorType(tensor_); }
  /** Null where there is no tensor. */
  template <typename T>
  T* data() const {
    return tensor_ == nullptr ? nullptr : static_cast<T*>(TF_TensorData(tensor_));
  }
  int64_t size() const { return tensor_ == nullptr ? 0 : TF_TensorElementCount(tensor_); }
  int64_t channels() const { return tensor_ == nullptr || TF_NumDims(tensor_) == 0 ? 0 : TF_Dim(tensor_, TF_NumDims(tensor_) - 1); }
  std::vector<int64_t> shape() const {
    std::vector<int64_t> sides(TF_NumDims(tensor_));
    for (int axis = 0; axis < static_cast<int>(sides.size()); axis++) sides[axis] = TF_Dim(tensor_, axis);
    return sides;
  }

 private:
  TF_Tensor* tensor_ = nullptr;
};

/** One run of a kernel. */
class Run {
 public:
  explicit Run(TF_OpKernelContext* context) : context_(context) {}

  Tensor input(int at) {
    TF_Tensor* tensor = nullptr;
    if (failed_) return Tensor();
    TF_GetInput(context_, at, &tensor, status_.get());
    check();
    return Tensor(tensor);
  }
  Tensor output(int at, TF_DataType type, const std::vector<int64_t>& shape) {
    if (failed_) return Tensor();
    size_t bytes = TF_DataTypeSize(type);
    for (int64_t side : shape) bytes *= side;
    TF_Tensor* tensor = TF_AllocateOutput(context_, at, type, shape.data(), static_cast<int>(shape.size()), bytes, status_.get());
    check();
    return Tensor(tensor);
  }
  /** Fails the run where something does not hold. */
  bool expect(bool holds, const char* message) {
    if (!holds && !failed_) {
      TF_SetStatus(status_.get(), TF_INVALID_ARGUMENT, message);
      check();
    }
    return !failed_;
  }
  bool failed() const { return failed_; }

 private:
  void check() {
    if (failed_ || status_.ok()) return;
    failed_ = true;
    TF_OpKernelContext_Failure(context_, status_.get());
  }

  TF_OpKernelContext* context_;
  Status status_;
  bool failed_ = false;
};

}  // namespace supcon
