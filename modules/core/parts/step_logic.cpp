// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/step_logic.h"

#include "modules/core/numeric/bits.h"

#include <map>
#include <tuple>

namespace hashiflex::core {
namespace {

// Of one bit. Nodes 0 and 1 are the constants.
class DecisionDiagram {
 public:
    // The node that decides among the leaves by the variables from `variable` on, the lowest digit first.
    int decide(std::vector<int> leaves, int variable) {
        for (; leaves.size() > 1; ++variable) {
            std::vector<int> above;
            for (std::size_t i = 0; i < leaves.size(); i += 2)
                above.push_back(node(variable, leaves[i], i + 1 < leaves.size() ? leaves[i + 1] : leaves[i]));
            leaves = std::move(above);
        }
        return leaves.front();
    }
    const Counts& counts() const { return counts_; }

 private:
    int node(int variable, int low, int high) {
        if (low == high) return low;
        const auto found = nodes_.emplace(std::make_tuple(variable, low, high), 2 + static_cast<int>(nodes_.size()));
        if (found.second) count(low, high);
        return found.first->second;
    }
    void count(int low, int high) {
        const int constants = (low < 2 ? 1 : 0) + (high < 2 ? 1 : 0);
        if (constants == 1) ++counts_.gates;
        if (constants == 0) ++counts_.mux_bits;
    }

    std::map<std::tuple<int, int, int>, int> nodes_;
    Counts counts_;
};

int bit_of(std::int64_t value, int bit) {
    return static_cast<int>((value >> bit) & 1);
}

}  // namespace

Counts decoding_logic(const std::vector<std::int64_t>& values, int bits) {
    Counts counts;
    for (int bit = 0; bit < bits; ++bit) {
        DecisionDiagram diagram;
        std::vector<int> leaves;
        for (const std::int64_t value : values) leaves.push_back(bit_of(value, bit));
        diagram.decide(std::move(leaves), 0);
        counts += diagram.counts();
    }
    return counts;
}

Counts step_logic(const StepTable& table, int bits) {
    const auto columns = static_cast<std::size_t>(table.grid.columns);
    Counts counts;
    for (int bit = 0; bit < bits; ++bit) {
        DecisionDiagram diagram;
        std::map<std::vector<int>, int> node_of_row;
        std::vector<int> rows;
        for (std::size_t first = 0; first < table.values.size(); first += columns) {
            std::vector<int> row;
            for (std::size_t c = 0; c < columns; ++c) row.push_back(bit_of(table.values[first + c], bit));
            const auto found = node_of_row.emplace(std::move(row), 0);
            if (found.second) found.first->second = diagram.decide(found.first->first, 0);
            rows.push_back(found.first->second);
        }
        diagram.decide(std::move(rows), table.grid.column_bits());
        counts += diagram.counts();
    }
    return counts;
}

std::int64_t decoder_gates(std::int64_t words) {
    if (words < 2) return 0;
    const int bits = bits_for(words);
    return words + (bits > 2 ? (std::int64_t{1} << (bits / 2)) + (std::int64_t{1} << (bits - bits / 2)) : 0);
}

}  // namespace hashiflex::core
