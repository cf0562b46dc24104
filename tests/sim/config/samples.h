// SPDX-License-Identifier: Apache-2.0
// One file of each kind in which every key is written; all tests start from these.
#pragma once

#include <string>

namespace hashiflex::test {

// One layer of every kind, in the order of stage_kinds().
inline std::string network_text() {
    return R"(name: sample
input: {height: 8, width: 8, channels: 1, offset: 0, frac: 4}
weights: weights.npz
test_set: {file: test.npz, images: x_test, labels: y_test}
reference: {float_top1: 0.9777}
layers:
  - {name: stem, kind: conv, inputs: [input], kernel: 3, stride: 1, padding: same_upper, groups: 1, channels: 16,
     activation: relu6, output: {bits: 8, signed: false, frac: 5}, levels: 7, terms: 1}
  - name: dw
    kind: depthwise
    inputs: [stem]
    kernel: [3, 5]
    stride: [2, 1]
    padding: {top: 1, bottom: 2, left: 3, right: 4}
    activation: relu
    output: {bits: 8, signed: false, frac: 5}
    levels: 7
    terms: 2
  - {name: lin, kind: linear, inputs: [dw], channels: 10, activation: none, output: {bits: 8, signed: true, frac: -1},
     levels: 4, terms: 1}
  - {name: mp, kind: max_pool, inputs: [lin], kernel: 2, stride: 2, padding: valid}
  - {name: ap, kind: avg_pool, inputs: [mp], kernel: 2, stride: 2, padding: same_lower}
  - {name: gmp, kind: global_max_pool, inputs: [ap]}
  - {name: gap, kind: global_avg_pool, inputs: [gmp]}
  - {name: sum, kind: add, inputs: [gap, gmp], activation: none, output: {bits: 8, signed: true, frac: 4}}
  - {name: cat, kind: concat, inputs: [sum, gap]}
  - {name: fc, kind: classifier, inputs: [cat], classes: 10, weight_bits: 4}
)";
}

inline std::string design_text() {
    return R"(name: sample
network: network.yaml
tech: tech.yaml
clock: {mhz: 800, allow_above_max: true, margin_percent: 2.5}
target_cycles_per_image: 16
adder_levels_per_stage: 3
input: {lanes: 2}
classifier: npu
npu: {rows: 8, columns: 5, accumulator: ripple, write_port_bytes: 8, fifo_depth: 7}
activity: {toggle_rate: 0.25}
stages:
  stem: {lanes: 2, input_depth: [auto, 12], fifo_depth: 4, adder_levels_per_stage: 1, storage: flops}
weights: weights.npz
clock_gating: true
storage: latches
die: {max_mm2: 100}
energy: {activity: default}
)";
}

inline std::string technology_text() {
    const std::string price = "{value: 0.5, source: \"a test\"}";
    std::string text = "name: sample\ndescription: made up\ncorner: TT, 0.70 V, 25 C\nprices:\n";
    for (const char* key : {"full_adder", "half_adder", "inverter", "compare_bit", "mux_bit", "gate", "multiplier_bit",
                            "flop_bit", "latch_bit", "read_bit", "clock_gate"})
        text += "  " + std::string(key) + ": {area_um2: " + price + ", energy_fj: " + price + ", leakage_nw: " + price +
                "}\n";
    for (const char* key :
         {"flop_clock_fj", "flop_bus_fj", "latch_clock_fj", "latch_bus_fj", "read_select_fj", "clock_gate_clock_fj"})
        text += "  " + std::string(key) + ": " + price + "\n";
    text += "  sram:\n";
    for (const char* key : {"bit_um2", "column_um2", "two_port", "column_fj", "word_fj", "energy_factor", "leakage_nw"})
        text += "    " + std::string(key) + ": " + price + "\n";
    text += "delays:\n";
    for (const char* key : {"flop_ps", "carry_ps", "sum_ps", "mux_ps", "multiplier_bit_ps", "sram_read_ps"})
        text += "  " + std::string(key) + ": " + price + "\n";
    text += "money:\n";
    for (const char* key : {"utilization", "wafer_usd", "wafer_diameter_mm", "defects_per_cm2", "mask_set_usd",
                            "weight_mask_share", "package_and_test_usd"})
        text += "  " + std::string(key) + ": " + price + "\n";
    return text;
}

// `text` with the only occurrence of `from` replaced.
inline std::string with(std::string text, const std::string& from, const std::string& to) {
    return text.replace(text.find(from), from.size(), to);
}

}  // namespace hashiflex::test
