// SPDX-License-Identifier: Apache-2.0
// What a stream costs: a ring of blocks that only pass beats on, each one beat per cycle.
#include "modules/stages/clocked.h"
#include "modules/stream/stream_in.h"
#include "modules/stream/stream_out.h"
#include "tests/bench/idle_kernel.h"

#include <memory>
#include <string>
#include <vector>

namespace hashiflex::bench {
namespace {

// Sends on what it receives, after as many beats of its own as keep the ring full.
class Relay final : public Clocked {
 public:
    explicit Relay(const sc_core::sc_module_name& name)
        : Clocked(name), in_("in", 2, 1), out_("out", 1, 2, 0, 1, 1), row_(out_.rows().take()) {}

    void send_to(Relay& other) { out_.socket(0).bind(other.in_.socket); }
    std::int64_t received() const { return in_.received(); }

 private:
    static constexpr std::int64_t kOwnBeats = 2;  // a beat needs two cycles from input to input

    void tick() override {
        out_.tick(cycle());
        in_.tick();
        if (sent_ >= in_.received() + kOwnBeats || !out_.credit()) return;
        out_.push(cycle(), static_cast<std::uint64_t>(sent_), 0, 0, 1, row_);
        ++sent_;
        in_.release_until(sent_ - kOwnBeats);
        in_.drop_rows_before(sent_ - kOwnBeats);
    }
    CycleState commit(bool& active) override {
        const bool arrived = in_.commit();
        active = out_.commit() || arrived;
        return arrived ? CycleState::busy : CycleState::starved;
    }

    stream::StreamIn in_;
    stream::StreamOut out_;
    stream::RowRef row_;
    std::int64_t sent_ = 0;
};

Sample run_ring(int blocks, double cycles) {
    sc_core::sc_clock clock("clk", 1, sc_core::SC_NS);
    std::vector<std::unique_ptr<Relay>> ring;
    for (int i = 0; i < blocks; ++i) {
        ring.push_back(std::make_unique<Relay>(("relay" + std::to_string(i)).c_str()));
        ring.back()->clk(clock);
    }
    for (std::size_t i = 0; i < ring.size(); ++i) ring[i]->send_to(*ring[(i + 1) % ring.size()]);
    sc_core::sc_start(clock.period() * 4);
    const auto beats = [&] {
        double sum = 0;
        for (const auto& relay : ring) sum += static_cast<double>(relay->received());
        return sum;
    };
    const double before = beats();
    const double seconds = seconds_of([&] { sc_core::sc_start(clock.period() * cycles); });
    return {seconds, beats() - before};
}

// One method, one push, one TLM call and one commit per beat. Beats that miss a cycle would show as a lower ratio.
void stream_hop(benchmark::State& state) {
    const int blocks = static_cast<int>(state.range(0));
    constexpr double kBeats = 5e6;
    const Measurement ring = [=] { return run_ring(blocks, kBeats / blocks); };
    compare(state, "beats/s", ring, "ratio_to_kernel", idle_kernel(blocks));
}
BENCHMARK(stream_hop)->Arg(16)->Arg(65)->UseManualTime()->Iterations(5)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
