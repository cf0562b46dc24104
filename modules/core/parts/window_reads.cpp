// SPDX-License-Identifier: Apache-2.0
#include "modules/core/parts/window_reads.h"

#include "modules/core/parts/some_steps.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <optional>
#include <utility>

namespace hashiflex::core {
namespace {

// The ports of each lane. The pixels of a row of the window have the same port at all steps, as far as that goes.
class Ports {
 public:
    explicit Ports(const WindowViews& views) : views_(views), of_lane_(static_cast<std::size_t>(views.lanes())) {}

    // The port through which lane `lane` reads `beat` at step s for row `row` of the window.
    int port(std::size_t s, int lane, std::int64_t beat, int row) {
        Lane& ports = of_lane_[static_cast<std::size_t>(lane)];
        for (std::size_t port = 0; port < ports.reads.size(); ++port)
            if (ports.reads[port][s] == beat) return static_cast<int>(port);
        auto& usual = ports.of_row[row];
        for (const std::size_t port : usual)
            if (!ports.reads[port][s]) return take(ports, port, s, beat);
        std::size_t port = 0;
        while (port < ports.reads.size() && ports.reads[port][s]) ++port;
        if (port == ports.reads.size()) ports.reads.emplace_back(views_.steps());
        usual.push_back(port);
        return take(ports, port, s, beat);
    }

    const std::vector<SomeSteps>& reads(int lane) const { return of_lane_[static_cast<std::size_t>(lane)].reads; }

 private:
    struct Lane {
        std::vector<SomeSteps> reads;
        std::map<int, std::vector<std::size_t>> of_row;
    };

    static int take(Lane& ports, std::size_t port, std::size_t s, std::int64_t beat) {
        ports.reads[port][s] = beat;
        return static_cast<int>(port);
    }

    const WindowViews& views_;
    std::vector<Lane> of_lane_;
};

// Lanes that are read at the same places share a memory.
bool share(std::vector<SomeSteps>& all, const std::vector<SomeSteps>& more) {
    for (std::size_t port = 0; port < std::min(all.size(), more.size()); ++port)
        if (!agree(all[port], more[port])) return false;
    for (std::size_t port = 0; port < more.size(); ++port) {
        if (port == all.size()) all.emplace_back(more[port].size());
        join(all[port], more[port]);
    }
    return true;
}

// A port that reads nothing goes on beat by beat, if that leads to where it reads next, or stays where it is.
std::vector<std::int64_t> settled(const SomeSteps& reads, std::int64_t beats) {
    const std::size_t steps = reads.size();
    std::vector<std::int64_t> settled(steps, 0);
    const auto first = std::find_if(reads.begin(), reads.end(), [](const auto& beat) { return beat.has_value(); });
    if (first == reads.end()) return settled;
    const auto start = static_cast<std::size_t>(first - reads.begin());
    for (std::size_t at = 0; at < steps;) {  // from one read to the next, round the end of the image
        const std::size_t from = (start + at) % steps;
        std::size_t gap = 1;
        while (!reads[(from + gap) % steps]) ++gap;
        const std::int64_t images = static_cast<std::int64_t>((from + gap) / steps);
        const std::int64_t to = *reads[(from + gap) % steps] + images * beats;
        const bool evenly = to - *reads[from] == static_cast<std::int64_t>(gap);
        for (std::size_t i = 0; i < gap; ++i) {
            const std::size_t s = (from + i) % steps;
            const std::int64_t image = static_cast<std::int64_t>((from + i) / steps) * beats;
            settled[s] = *reads[from] + (evenly ? static_cast<std::int64_t>(i) : 0) - image;
        }
        at += gap;
    }
    return settled;
}

// The pixels that a register takes from another, and the number of those of each step that are read.
std::vector<std::size_t> take_from_registers(const WindowViews& views, const Awaited& awaited,
                                             std::vector<std::vector<PixelSource>>& sources) {
    std::vector<std::size_t> reads(views.steps(), 0);
    for (std::size_t s = 0; s < views.steps(); ++s)
        for (std::size_t p = 0; p < views.registers(); ++p) {
            if (!awaited.pixels[views.next(s)][p] || !views.can_be_there(s, views.next_pixel(s, p))) continue;
            const auto from = comes_from(views, awaited, s, p);
            sources[s][p].from = from ? PixelSource::From::pixel : PixelSource::From::port;
            if (from)
                sources[s][p].index = static_cast<int>(*from);
            else
                ++reads[s];
        }
    return reads;
}

}  // namespace

WindowReads window_reads(const WindowViews& views, const Awaited& awaited) {
    WindowReads result;
    result.sources.assign(views.steps(), std::vector<PixelSource>(views.registers()));
    const std::vector<std::size_t> count = take_from_registers(views, awaited, result.sources);
    // Steps that read most choose the ports: at the edges of the map there is less to read.
    std::vector<std::size_t> order(views.steps());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return count[a] > count[b]; });
    Ports ports(views);
    for (const std::size_t s : order)
        for (std::size_t p = 0; p < views.registers(); ++p) {
            if (result.sources[s][p].from != PixelSource::From::port) continue;
            const StreamPixel pixel = views.next_pixel(s, p);
            result.sources[s][p].index = pixel.lane;
            result.sources[s][p].port = ports.port(s, pixel.lane, pixel.beat, views.row(p));
        }
    std::vector<std::vector<SomeSteps>> of_memory;
    for (int lane = 0; lane < views.lanes(); ++lane) {
        if (ports.reads(lane).empty()) continue;
        if (of_memory.empty() || !share(of_memory.back(), ports.reads(lane))) {
            of_memory.push_back(ports.reads(lane));
            result.memories.emplace_back();
        }
        result.memories.back().lanes.push_back(lane);
        result.memories.back().ports.push_back(static_cast<int>(ports.reads(lane).size()));
    }
    for (std::size_t m = 0; m < of_memory.size(); ++m) {
        for (const SomeSteps& reads : of_memory[m])
            result.memories[m].reads.push_back(settled(reads, views.schedule().beats));
        result.memories[m].asked = of_memory[m];
    }
    return result;
}

}  // namespace hashiflex::core
