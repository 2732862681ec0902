"""Lets TensorFlow's own loader open CUDA's libraries, as it does before it takes a GPU, and prints one JSON object: library -> whether it was found.

    python cuda-libraries.py FOLDER    # deps/lib of the binding; needs no GPU and no Python package
"""

import ctypes
import json
import os
import sys

# tsl::internal::DsoLoader of libtensorflow_framework; each answers an absl::Status or StatusOr, whose first word is 1 where all is well.
LOADERS = {
    "cudart": "23GetCudaRuntimeDsoHandle",
    "cublas": "18GetCublasDsoHandle",
    "cublasLt": "20GetCublasLtDsoHandle",
    "cudnn": "17GetCudnnDsoHandle",
    "cufft": "17GetCufftDsoHandle",
    "cupti": "17GetCuptiDsoHandle",
    "cusolver": "20GetCusolverDsoHandle",
    "cusparse": "20GetCusparseDsoHandle",
    "nccl": "16GetNcclDsoHandle",
    "all that a GPU needs": "26MaybeTryDlopenGPULibraries",
}

folder = sys.argv[1]
framework = ctypes.CDLL(os.path.join(folder, "libtensorflow_framework.so.2"), ctypes.RTLD_GLOBAL)
ctypes.CDLL(os.path.join(folder, "libtensorflow_cc.so.2"), ctypes.RTLD_GLOBAL)
found = {}
for library, loader in LOADERS.items():
    load = getattr(framework, f"_ZN3tsl8internal9DsoLoader{loader}Ev")
    load.argtypes = [ctypes.c_void_p]
    load.restype = ctypes.c_void_p
    answer = (ctypes.c_uint64 * 2)()
    load(ctypes.addressof(answer))
    found[library] = answer[0] == 1
print(json.dumps(found))
