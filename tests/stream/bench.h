// SPDX-License-Identifier: Apache-2.0
// Source -> protocol checker -> sinks: a stream with stalls on both ends, and a log of what arrived when.
#pragma once

#include "modules/stages/clocked.h"
#include "modules/stream/stream_in.h"
#include "modules/stream/stream_out.h"
#include "tests/stream/clock.h"
#include "tests/support/protocol_checker.h"

#include <systemc>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace hashiflex::test {

using Pattern = std::function<bool(std::uint64_t cycle)>;  // empty: always

struct Arrival {
    std::uint64_t cycle = 0;
    std::uint64_t image = 0;
    int row = 0;
    int column = 0;
    std::int32_t value = 0;

    bool operator==(const Arrival& other) const {
        return cycle == other.cycle && image == other.image && row == other.row && column == other.column &&
               value == other.value;
    }
};

// Beat n is image n / 6, row n / 3 % 2, column n % 3 of a map of 2 x 3 pixels, and its value is n.
struct Source : Clocked {
    Source(const sc_core::sc_module_name& name, int branches, int depth, int latency, Pattern open)
        : Clocked(name), out("out", branches, depth, latency, 3, 1), open_(std::move(open)) {}

    stream::StreamOut out;
    std::vector<std::uint64_t> pushed;  // cycle of every push

 private:
    void tick() override {
        if (out.credit() && (!open_ || open_(cycle()))) {
            const auto n = pushed.size();
            if (n % 3 == 0) row_ = out.rows().take();
            const auto value = static_cast<std::int32_t>(n);
            core::pack(row_.format(), &value, 1, row_.data() + n % 3 * sizeof value);
            out.push(cycle(), n / 6, static_cast<int>(n / 3 % 2), static_cast<int>(n % 3), 1, row_);
            pushed.push_back(cycle());
        }
        out.tick(cycle());
    }
    CycleState commit(bool& active) override {
        active = out.commit();
        return active ? CycleState::busy : CycleState::starved;
    }
    Pattern open_;
    stream::RowRef row_;
};

// Takes beats into `depth` places and gives up one per cycle in which `drain` says so.
struct Sink : Clocked {
    Sink(const sc_core::sc_module_name& name, std::int64_t depth, Pattern drain)
        : Clocked(name), in("in", depth, 0), drain_(std::move(drain)) {
        in.on_beat = [this](const stream::Beat& beat) {
            std::int32_t value = 0;
            beat.unpack(&value);
            log.push_back({cycle(), beat.image, beat.row, beat.column, value});
        };
    }

    stream::StreamIn in;
    std::vector<Arrival> log;

 private:
    void tick() override {
        in.tick();
        if (in.held() > 0 && (!drain_ || drain_(cycle()))) in.release_until(++released_);
    }
    CycleState commit(bool& active) override {
        active = in.commit();
        return active ? CycleState::busy : CycleState::starved;
    }
    Pattern drain_;
    std::int64_t released_ = 0;
};

struct StreamSettings {
    int depth = 2;
    int latency = 0;
    Pattern open;
    std::vector<std::int64_t> sink_depths = {4};  // one per branch
    std::vector<Pattern> drains = {{}};
    bool sink_first = false;  // order of construction: of processes in the kernel
};

struct Stream {
    Stream(const std::string& name, const StreamSettings& settings, Clock& clock) {
        const auto branches = settings.sink_depths.size();
        const auto make_source = [&] {
            source = std::make_unique<Source>((name + "_source").c_str(), static_cast<int>(branches), settings.depth,
                                              settings.latency, settings.open);
        };
        if (!settings.sink_first) make_source();
        for (std::size_t b = 0; b < branches; ++b)
            sinks.push_back(std::make_unique<Sink>((name + "_sink" + std::to_string(b)).c_str(),
                                                   settings.sink_depths[b], settings.drains[b]));
        if (settings.sink_first) make_source();
        source->clk(clock.clk);
        for (std::size_t b = 0; b < branches; ++b) {
            checkers.push_back(std::make_unique<ProtocolChecker>((name + "_checker" + std::to_string(b)).c_str()));
            source->out.socket(static_cast<int>(b)).bind(checkers.back()->in);
            checkers.back()->out.bind(sinks[b]->in.socket);
            sinks[b]->clk(clock.clk);
        }
    }

    std::unique_ptr<Source> source;
    std::vector<std::unique_ptr<Sink>> sinks;
    std::vector<std::unique_ptr<ProtocolChecker>> checkers;
};

}  // namespace hashiflex::test
