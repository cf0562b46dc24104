// SPDX-License-Identifier: Apache-2.0
// The reference of the arithmetic: a convolution of the same shape by oneDNN, in int8.
#pragma once

#include "tests/bench/mobilenetv2_layers.h"

#include <cstdint>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <utility>
#include <vector>

namespace hashiflex::bench {

// int8 weights, bias, one scale per channel, ReLU where the layer clamps at 0; layouts as oneDNN likes them best.
class OneDnnLayer {
 public:
    explicit OneDnnLayer(const Layer& layer) {
        using dnnl::memory;
        using Type = memory::data_type;
        const core::Conv& conv = layer.conv;
        const memory::dim groups = conv.groups;
        const memory::dims in{1, conv.in.channels, conv.in.height, conv.in.width};
        const memory::dims out{1, conv.out.channels, conv.out.height, conv.out.width};
        const memory::dim kernel = conv.window.kernel_h;
        const memory::dims weights = groups > 1 ? memory::dims{groups, out[1] / groups, in[1] / groups, kernel, kernel}
                                                : memory::dims{out[1], in[1], kernel, kernel};
        const auto any = [](const memory::dims& dims, Type type) {
            return memory::desc(dims, type, memory::format_tag::any);
        };
        const bool relu = conv.clamp.lo == 0;
        const memory::desc bias({out[1]}, Type::s32, memory::format_tag::x);
        const dnnl::convolution_forward::desc desc(
            dnnl::prop_kind::forward_inference, dnnl::algorithm::convolution_direct,
            any(in, layer.in.lo < 0 ? Type::s8 : Type::u8), any(weights, Type::s8), bias,
            any(out, relu ? Type::u8 : Type::s8), {conv.window.stride_h, conv.window.stride_w},
            {conv.window.pad_top, conv.window.pad_left}, {conv.window.pad_bottom, conv.window.pad_right});
        dnnl::primitive_attr attributes;
        std::vector<float> scales;
        for (const int shift : conv.shift) scales.push_back(1.0F / static_cast<float>(1 << shift));
        attributes.set_output_scales(1 << 1, scales);
        if (relu) {
            dnnl::post_ops post;
            post.append_eltwise(1, dnnl::algorithm::eltwise_clip, 0, static_cast<float>(conv.clamp.hi));
            attributes.set_post_ops(post);
        }
        const dnnl::convolution_forward::primitive_desc primitive(desc, attributes, engine_);
        convolution_ = dnnl::convolution_forward(primitive);
        for (const auto& [argument, md] :
             {std::pair{DNNL_ARG_SRC, primitive.src_desc()}, std::pair{DNNL_ARG_WEIGHTS, primitive.weights_desc()},
              std::pair{DNNL_ARG_BIAS, primitive.bias_desc()}, std::pair{DNNL_ARG_DST, primitive.dst_desc()}}) {
            memory buffer(md, engine_);
            auto* bytes = static_cast<std::uint8_t*>(buffer.get_data_handle());
            for (std::size_t i = 0; i < md.get_size(); ++i) bytes[i] = static_cast<std::uint8_t>(i * 37 % 64);
            arguments_.emplace(argument, buffer);
        }
    }

    void run() {
        convolution_.execute(stream_, arguments_);
        stream_.wait();
    }

 private:
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    dnnl::convolution_forward convolution_;
    std::unordered_map<int, dnnl::memory> arguments_;
};

}  // namespace hashiflex::bench
