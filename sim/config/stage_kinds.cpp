// SPDX-License-Identifier: Apache-2.0
// The one place where names of layer kinds meet their specs.
#include "sim/config/stage_kinds.h"

namespace hashiflex {
namespace {

core::PoolSpec pool(core::PoolKind kind) {
    core::PoolSpec spec;
    spec.pool = kind;
    return spec;
}

}  // namespace

const std::vector<StageKind>& stage_kinds() {
    static const std::vector<StageKind> kinds = {
        {"conv", core::ConvSpec{}},
        {"depthwise", core::DepthwiseSpec{}},
        {"linear", core::LinearSpec{}},
        {"max_pool", pool(core::PoolKind::max)},
        {"avg_pool", pool(core::PoolKind::average)},
        {"global_max_pool", core::GlobalPoolSpec{core::PoolKind::max}},
        {"global_avg_pool", core::GlobalPoolSpec{core::PoolKind::average}},
        {"add", core::AddSpec{}},
        {"concat", core::ConcatSpec{}},
        {"classifier", core::ClassifierSpec{}},
    };
    return kinds;
}

std::vector<std::string> stage_kind_names() {
    std::vector<std::string> names;
    for (const auto& kind : stage_kinds()) names.push_back(kind.name);
    return names;
}

}  // namespace hashiflex
