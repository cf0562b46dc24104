// SPDX-License-Identifier: Apache-2.0
// Takes one array after the other out of the archive; what is left over is an error.
#include "sim/config/po2_codes.h"

#include "sim/config/error.h"

#include <cstdlib>
#include <utility>
#include <variant>

namespace hashiflex {
namespace {

std::string shown(const std::vector<std::size_t>& shape) {
    std::string text;
    for (const std::size_t extent : shape) text += (text.empty() ? "" : ", ") + std::to_string(extent);
    return "[" + text + "]";
}

std::string numbered(const std::string& prefix, const Po2Layer& layer) {
    const std::string digits = std::to_string(layer.index);
    return prefix + (digits.size() < 2 ? "0" : "") + digits;
}

int levels_of(const core::LayerSpec& layer) {
    if (const auto* conv = std::get_if<core::ConvSpec>(&layer.kind)) return conv->levels;
    return std::get<core::DepthwiseSpec>(layer.kind).levels;
}

// "[1, 0, 2]" for flat index i.
std::string position(const core::Array& array, std::size_t i) {
    std::vector<std::size_t> index(array.shape.size());
    for (std::size_t axis = index.size(); axis-- > 0; i /= array.shape[axis]) index[axis] = i % array.shape[axis];
    return shown(index);
}

// Moves arrays out of the archive into a set under the names that layers use.
class Po2Archive {
 public:
    Po2Archive(core::WeightSet arrays, const std::string& file) : arrays_(std::move(arrays)), file_(file) {}

    core::Array take(const std::string& name, const core::LayerSpec& layer) {
        const auto found = arrays_.find(name);
        if (found == arrays_.end()) reject(name, layer, "no such array", "one for each layer");
        core::Array array = std::move(found->second);
        arrays_.erase(found);
        return array;
    }

    // The code of the smallest exponent is 1 and that of the largest `levels`.
    core::Array take_codes(const Po2Layer& description, const core::LayerSpec& layer) {
        const std::string name = numbered("w", description);
        core::Array codes = take(name, layer);
        require_integers(name, layer, codes, {description.shape.begin(), description.shape.end()});
        const int levels = levels_of(layer);
        for (std::size_t i = 0; i < codes.integers.size(); ++i) {
            std::int64_t& code = codes.integers[i];
            if (code < -levels || code > levels)
                reject(name, layer, "code " + std::to_string(code) + " at " + position(codes, i),
                       std::to_string(-levels) + " to " + std::to_string(levels) + ", the exponents of " +
                           std::to_string(levels) + " levels");
            if (code != 0) code = (code < 0 ? -1 : 1) * (std::int64_t{1} << (std::abs(code) - 1));
        }
        return codes;
    }

    // The exponent of code 1 per channel. It is in the shift already, so only its form can be wrong.
    void take_exponents(const Po2Layer& description, const core::LayerSpec& layer) {
        const std::string name = numbered("emin", description);
        const auto channels = static_cast<std::size_t>(description.shape[description.kind == "dw" ? 3 : 0]);
        require_integers(name, layer, take(name, layer), {channels});
    }

    void require_empty() const {
        if (arrays_.empty()) return;
        throw config_error({file_, arrays_.begin()->first, "an array that its description does not know", "none", ""});
    }

    [[noreturn]] void reject(const std::string& name, const core::LayerSpec& layer, const std::string& found,
                             const std::string& allowed) const {
        throw config_error({file_, with_layer(name, layer), found, allowed, ""});
    }

    static std::string with_layer(const std::string& name, const core::LayerSpec& layer) {
        return name + ", layer '" + layer.name + "'";
    }

 private:
    void require_integers(const std::string& name, const core::LayerSpec& layer, const core::Array& array,
                          const std::vector<std::size_t>& shape) const {
        if (array.is_integer && array.shape == shape) return;
        reject(name, layer, (array.is_integer ? "shape " : "real numbers, shape ") + shown(array.shape),
               "integers, shape " + shown(shape) + ", as its description says");
    }

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

Po2Arrays decode_po2(core::WeightSet arrays, const std::string& file, const Po2Description& description,
                     const core::NetworkSpec& network) {
    Po2Archive archive(std::move(arrays), file);
    Po2Arrays result;
    for (std::size_t i = 0; i < description.layers.size(); ++i) {
        const Po2Layer& layer = description.layers[i];
        const core::LayerSpec& spec = network.layers[i];
        const auto put = [&](const std::string& part, const std::string& name, core::Array array) {
            result.arrays[spec.name + part] = std::move(array);
            result.names[spec.name + part] = Po2Archive::with_layer(name, spec);
        };
        const auto move = [&](const std::string& part, const std::string& name) {
            put(part, name, archive.take(name, spec));
        };
        if (layer.has_codes()) {
            const std::string name = numbered("w", layer);
            core::Array weights = archive.take_codes(layer, spec);
            if (layer.kind == "dw") {
                if (layer.shape[0] != 1)
                    archive.reject(name, spec, "shape " + shown(weights.shape), "[1, height, width, channels]");
                weights = channels_first(weights);
            }
            put(".weight", name, std::move(weights));
            move(".bias", numbered("bias", layer));
            move(".shift", numbered("shift", layer));
            archive.take_exponents(layer, spec);
        } else if (layer.kind == "fc") {
            move(".weight", "fc_w");
            move(".bias", "fc_bias");
            move(".scale", "fc_scale");
        }
    }
    archive.require_empty();
    return result;
}

}  // namespace hashiflex
