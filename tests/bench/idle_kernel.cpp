// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/idle_kernel.h"

#include <systemc>

#include <memory>
#include <string>
#include <vector>

namespace hashiflex::bench {
namespace {

class IdleBlock final : public sc_core::sc_module {
 public:
    sc_core::sc_in<bool> clk{"clk"};

    SC_HAS_PROCESS(IdleBlock);
    IdleBlock(const sc_core::sc_module_name& name, Update update) : sc_module(name), update_(update) {
        SC_METHOD(on_edge);
        sensitive << clk.pos();
        dont_initialize();
    }
    double activations() const { return activations_; }

 private:
    struct Register : sc_core::sc_prim_channel {
        void clock() { request_update(); }
        void update() override {}
    };

    void on_edge() {
        activations_ += 1;
        if (update_ == Update::requested) register_.clock();
    }

    Update update_;
    Register register_;
    double activations_ = 0;
};

}  // namespace

Sample run_idle_kernel(int methods, double activations, Update update) {
    sc_core::sc_clock clock("clk", 1, sc_core::SC_NS);
    std::vector<std::unique_ptr<IdleBlock>> blocks;
    for (int i = 0; i < methods; ++i) {
        blocks.push_back(std::make_unique<IdleBlock>(("block" + std::to_string(i)).c_str(), update));
        blocks.back()->clk(clock);
    }
    sc_core::sc_start(clock.period());
    const double before = blocks.front()->activations();
    const double cycles = activations / methods;
    const double seconds = seconds_of([&] { sc_core::sc_start(clock.period() * cycles); });
    return {seconds, (blocks.front()->activations() - before) * methods};
}

Measurement idle_kernel(int methods, Update update) {
    constexpr double kActivations = 20e6;
    return [=] { return run_idle_kernel(methods, kActivations, update); };
}

}  // namespace hashiflex::bench
