// SPDX-License-Identifier: Apache-2.0
// Tells the three sources of weights apart.
#include "sim/config/weights_file.h"

#include "sim/config/npz.h"
#include "sim/config/po2_codes.h"
#include "sim/config/po2_structure.h"

#include <utility>

namespace hashiflex {

core::WeightSet load_weights(NetworkFile& network) {
    if (network.synthetic) return core::synthetic_weights(network.spec, *network.synthetic);
    core::WeightSet arrays = load_npz(network.weights);
    if (!holds_po2_codes(arrays)) return arrays;
    network.formats = std::filesystem::path(network.weights).replace_extension(".json");
    const Po2Description description = load_po2_description(*network.formats);
    adopt_formats(description, network.path.string(), network.spec);
    Po2Arrays decoded = decode_po2(std::move(arrays), network.weights.string(), description, network.spec);
    network.array_names = std::move(decoded.names);
    return std::move(decoded.arrays);
}

}  // namespace hashiflex
