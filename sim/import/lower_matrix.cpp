// SPDX-License-Identifier: Apache-2.0
// Gemm and MatMul with a constant: a convolution whose kernel is the whole map, its weights in the order of the chip's
// maps whatever order the features were flattened in; or 1x1, where every pixel is multiplied.
#include "sim/import/finite.h"
#include "sim/import/flatten.h"
#include "sim/import/operators.h"

#include <algorithm>

namespace hashiflex::importing {
namespace {

// Element [in][out], or [out][in].
struct Matrix {
    const Tensor& tensor;
    bool is_transposed = false;
    std::size_t inputs() const { return static_cast<std::size_t>(tensor.shape[is_transposed ? 1 : 0]); }
    std::size_t outputs() const { return static_cast<std::size_t>(tensor.shape[is_transposed ? 0 : 1]); }
    float at(std::size_t in, std::size_t out) const {
        return tensor.reals[is_transposed ? out * inputs() + in : in * outputs() + out];
    }
};

std::vector<float> weights_of(const Matrix& matrix, const Strides& strides, const core::Shape& kernel, double alpha) {
    std::vector<float> weights;
    weights.reserve(matrix.tensor.size());
    const auto extent = [](int value) { return static_cast<std::size_t>(value); };
    for (std::size_t out = 0; out < matrix.outputs(); ++out)
        for (std::size_t h = 0; h < extent(kernel.height); ++h)
            for (std::size_t w = 0; w < extent(kernel.width); ++w)
                for (std::size_t c = 0; c < extent(kernel.channels); ++c) {
                    const std::size_t in = h * strides.height + w * strides.width + c * strides.channels;
                    weights.push_back(static_cast<float>(alpha * double{matrix.at(in, out)}));
                }
    return weights;
}

bool has_role(const std::vector<Atom>& atoms, const Roles& roles, Role role) {
    return std::any_of(atoms.begin(), atoms.end(), [&](const Atom& part) { return roles.role_of(part) == role; });
}

// A matrix that every pixel is multiplied with: behind the last axis, the channels, there are rows and columns.
Value pointwise(Lowering& context, const Activation& input, const Matrix& matrix, const core::Shape& in) {
    const std::size_t last = input.view.rank() - 1;
    context.roles.demand(input.view, last, Role::channels);
    ConvLayer conv;
    conv.channels = static_cast<int>(matrix.outputs());
    Strides strides({}, context.roles);
    strides.channels = 1;
    conv.weights = weights_of(matrix, strides, {1, 1, in.channels}, 1.0);
    conv.bias.assign(matrix.outputs(), 0.0);
    View view = input.view;
    view.axes[last] = feature_view(conv.channels, {}).axes[1];
    const core::Shape out{in.height, in.width, conv.channels};
    return Activation{context.add(std::move(conv), {input.layer}, out), view, ""};
}

void check_matrix(const Matrix& matrix, const View& view) {
    if (!matrix.tensor.is_real() || matrix.tensor.shape.size() != 2)
        throw Unsupported("its weights are a tensor " + shape_text(matrix.tensor.shape) + ", not a matrix");
    const auto shape = view.shape();
    if (shape.empty() || static_cast<std::int64_t>(matrix.inputs()) != shape.back())
        throw Unsupported("its weights " + shape_text(matrix.tensor.shape) + " do not fit an input of " +
                          shape_text(shape));
    if (matrix.outputs() > 65536)
        throw Unsupported("it has " + std::to_string(matrix.outputs()) + " outputs; the most is 65536");
}

struct Factors {
    double matrix = 1, bias = 1;
};

Value whole_map(Lowering& context, const Activation& input, const Matrix& matrix, const Tensor* bias,
                const Factors& factors) {
    const core::Shape in = context.roles.shape_of(input.view);
    const View view = context.roles.reshaped(input.view, input.view.shape());  // its atoms as they are cut by now
    ConvLayer conv;
    conv.is_matrix = true;
    conv.kernel = {in.height, in.width};
    conv.channels = static_cast<int>(matrix.outputs());
    conv.weights = weights_of(matrix, Strides(view.axes.back(), context.roles), in, factors.matrix);
    conv.bias = bias_of(context, bias, conv.channels);
    for (double& value : conv.bias) value *= factors.bias;
    const core::Shape out{1, 1, conv.channels};
    View result = input.view;
    result.axes.back() = feature_view(conv.channels, {}).axes[1];
    return Activation{context.add(std::move(conv), {input.layer}, out), result, ""};
}

}  // namespace

Value lower_gemm(Lowering& context, const Node& node) {
    const Activation& input = context.activation(0);
    const Matrix matrix{context.constant(1, "weights"), node.integer("transB", 0) != 0};
    const Tensor* bias = context.optional_constant(2, "bias");
    if (node.integer("transA", 0) != 0) throw Unsupported("it transposes its input: batch and features are swapped");
    if (input.view.rank() != 2) throw Unsupported("its input " + shape_text(input.view.shape()) + " has not two axes");
    context.roles.demand(input.view, 0, Role::batch);
    check_matrix(matrix, input.view);
    judge_finite(context, "weights", matrix.tensor);
    return whole_map(context, input, matrix, bias, {node.real("alpha", 1), node.real("beta", 1)});
}

Value lower_matmul(Lowering& context, const Node&) {
    if (context.is_constant(0) && !context.is_constant(1))
        throw Unsupported("its first input is the constant, not its second one", "exchange and transpose both");
    const Activation& input = context.activation(0);
    const Matrix matrix{context.constant(1, "weights")};
    check_matrix(matrix, input.view);
    judge_finite(context, "weights", matrix.tensor);
    if (input.view.rank() == 2) context.roles.demand(input.view, 0, Role::batch);
    const core::Shape in = context.roles.shape_of(input.view);
    std::vector<Atom> before;
    for (std::size_t i = 0; i + 1 < input.view.rank(); ++i)
        before.insert(before.end(), input.view.axes[i].begin(), input.view.axes[i].end());
    const bool each_pixel = has_role(before, context.roles, Role::height) ||
                            has_role(before, context.roles, Role::width) ||
                            has_role(before, context.roles, Role::channels);
    return each_pixel ? pointwise(context, input, matrix, in) : whole_map(context, input, matrix, nullptr, {});
}

}  // namespace hashiflex::importing
