// SPDX-License-Identifier: Apache-2.0
// The protocol buffers of ONNX. Debian's headers want to be told both names.
#pragma once

#ifndef ONNX_NAMESPACE
#define ONNX_NAMESPACE onnx
#endif
#ifndef ONNX_ML
#define ONNX_ML 1
#endif

#include <onnx/onnx_pb.h>
