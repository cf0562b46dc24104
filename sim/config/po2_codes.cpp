// SPDX-License-Identifier: Apache-2.0
// Takes one array after the other out of the archive; what is left over is an error.
#include "sim/config/po2_codes.h"

#include "sim/config/error.h"

#include <cstdlib>
#include <utility>

namespace hashiflex {
namespace {

std::string shown(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

class Archive {
 public:
    Archive(core::WeightSet arrays, const std::string& file) : arrays_(std::move(arrays)), file_(file) {}

    core::Array take(const std::string& name) {
        const auto found = arrays_.find(name);
        if (found == arrays_.end()) throw config_error({file_, name, "no such array", "one for each layer", ""});
        core::Array array = std::move(found->second);
        arrays_.erase(found);
        return array;
    }

    core::Array take_codes(const Po2Layer& layer) {
        const std::string name = numbered("w", layer);
        core::Array codes = take(name);
        const std::vector<std::size_t> shape(layer.shape.begin(), layer.shape.end());
        if (!codes.is_integer || codes.shape != shape)
            throw config_error({file_, name,
                                (codes.is_integer ? "shape " : "real numbers, shape ") + shown(codes.shape),
                                "integers, shape " + shown(shape) + ", as its description says", ""});
        constexpr std::int64_t kLargestCode = 16;  // as many levels as a layer may have
        for (auto& code : codes.integers) {
            if (std::abs(code) > kLargestCode)
                throw config_error({file_, name, "code " + std::to_string(code), "-16 to 16", ""});
            if (code != 0) code = (code < 0 ? -1 : 1) * (std::int64_t{1} << (std::abs(code) - 1));
        }
        return codes;
    }

    void require_empty() const {
        if (arrays_.empty()) return;
        throw config_error({file_, arrays_.begin()->first, "an array that its description does not know", "none", ""});
    }

    static std::string numbered(const std::string& prefix, const Po2Layer& layer) {
        const std::string digits = std::to_string(layer.index);
        return prefix + (digits.size() < 2 ? "0" : "") + digits;
    }

 private:
    core::WeightSet arrays_;
    const std::string& file_;
};

// [1][kernel_h][kernel_w][channels] as [channels][kernel_h][kernel_w][1].
core::Array channels_first(const core::Array& codes) {
    core::Array result;
    const std::size_t channels = codes.shape[3];
    const std::size_t taps = codes.shape[1] * codes.shape[2];
    result.shape = {channels, codes.shape[1], codes.shape[2], 1};
    result.integers.resize(codes.integers.size());
    for (std::size_t tap = 0; tap < taps; ++tap)
        for (std::size_t c = 0; c < channels; ++c) result.integers[c * taps + tap] = codes.integers[tap * channels + c];
    return result;
}

}  // namespace

bool holds_po2_codes(const core::WeightSet& arrays) {
    return arrays.count("w00") != 0;
}

core::WeightSet decode_po2(core::WeightSet arrays, const std::string& file, const Po2Description& description,
                           const core::NetworkSpec& network) {
    Archive archive(std::move(arrays), file);
    core::WeightSet set;
    for (std::size_t i = 0; i < description.layers.size(); ++i) {
        const Po2Layer& layer = description.layers[i];
        const std::string& name = network.layers[i].name;
        if (layer.has_codes()) {
            core::Array weights = archive.take_codes(layer);
            if (layer.kind == "dw") {
                if (layer.shape[0] != 1)
                    throw config_error({file, Archive::numbered("w", layer), "shape " + shown(weights.shape),
                                        "[1, height, width, channels]", ""});
                weights = channels_first(weights);
            }
            set[name + ".weight"] = std::move(weights);
            set[name + ".bias"] = archive.take(Archive::numbered("bias", layer));
            set[name + ".shift"] = archive.take(Archive::numbered("shift", layer));
            archive.take(Archive::numbered("emin", layer));  // the exponent of code 1: in the shift already
        } else if (layer.kind == "fc") {
            set[name + ".weight"] = archive.take("fc_w");
            set[name + ".bias"] = archive.take("fc_bias");
            set[name + ".scale"] = archive.take("fc_scale");
        }
    }
    archive.require_empty();
    return set;
}

}  // namespace hashiflex
