// SPDX-License-Identifier: Apache-2.0
// The values of the 52 convolutions of MobileNetV2 1.0 224x224, row by row, against oneDNN's int8 on the same shapes,
// both with all instructions of the machine and both limited to AVX2.
#include "modules/core/network/conv_kernel.h"
#include "tests/bench/instructions.h"
#include "tests/bench/measure.h"
#include "tests/bench/mobilenetv2_layers.h"
#include "tests/bench/onednn_layer.h"
#include "tests/support/in_child.h"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <limits>
#include <map>
#include <memory>
#include <random>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::bench {
namespace {

// Of each layer the fastest image counts: slower ones are the machine's other users, which meet one layer or another in
// almost every image.
constexpr int kImages = 60;

std::vector<std::uint8_t> random_rows(const core::Shape& shape, core::Interval range) {
    std::mt19937 random(2);
    core::Tensor map(static_cast<std::size_t>(shape.elements()));
    const auto span = static_cast<std::uint32_t>(range.hi - range.lo + 1);
    for (std::int32_t& value : map) value = static_cast<std::int32_t>(random() % span) + static_cast<int>(range.lo);
    const core::RowFormat format = core::narrowest_format(range);
    std::vector<std::uint8_t> rows(map.size() * static_cast<std::size_t>(format.bytes));
    core::pack(format, map.data(), map.size(), rows.data());
    return rows;
}

// One image through all layers; adds what each took.
class Runner {
 public:
    virtual ~Runner() = default;
    virtual void run(std::vector<double>& seconds) = 0;
};

// As in a chip: every row is used as soon as it is there, and its place given to a later one. The shortcuts' additions
// are left out: they are no convolutions.
class Ours final : public Runner {
 public:
    Ours(const std::vector<Layer>& layers, core::Simd simd) : layers_(&layers) {
        for (const Layer& layer : layers) {
            const core::Conv& conv = layer.conv;
            kernels_.emplace_back(conv, layer.in, core::narrowest_format(conv.clamp), simd);
            const int height = maps_.empty() ? conv.in.height : std::min(conv.window.kernel_h + 1, conv.in.height);
            maps_.push_back({height, random_rows({height, conv.in.width, conv.in.channels}, layer.in)});
        }
        const core::Conv& last = layers.back().conv;
        maps_.push_back({last.out.height, random_rows(last.out, last.clamp)});
    }

    void run(std::vector<double>& seconds) override {
        made_.assign(kernels_.size(), 0);
        for (std::size_t i = 0; i < kernels_.size(); ++i)
            while (made_[i] < (*layers_)[i].conv.out.height) make_row(i, seconds);
        benchmark::ClobberMemory();
    }
    const std::vector<std::uint8_t>& result() const { return maps_.back().values; }

 private:
    struct Map {
        int rows;  // that are kept
        std::vector<std::uint8_t> values;
    };

    std::uint8_t* row(std::size_t map, int y) {
        Map& in = maps_[map];
        return in.values.data() +
               in.values.size() / static_cast<std::size_t>(in.rows) * static_cast<std::size_t>(y % in.rows);
    }

    // Followed by all rows of later layers that it makes possible.
    void make_row(std::size_t i, std::vector<double>& seconds) {
        const core::Conv& conv = (*layers_)[i].conv;
        const int first = first_row(conv, made_[i]);
        views_.clear();
        for (int y = first; y < first + conv.window.kernel_h; ++y)
            views_.push_back(y < 0 || y >= conv.in.height ? nullptr : row(i, y));
        std::uint8_t* out = row(i + 1, made_[i]);
        seconds[i] += seconds_of([&] { kernels_[i].row(views_, out); });
        ++made_[i];
        if (i + 1 == kernels_.size()) return;
        const core::Conv& next = (*layers_)[i + 1].conv;
        const auto ready = [&] {
            const int end = first_row(next, made_[i + 1]) + next.window.kernel_h;
            return made_[i + 1] < next.out.height && made_[i] >= std::min(end, next.in.height);
        };
        while (ready()) make_row(i + 1, seconds);
    }

    static int first_row(const core::Conv& conv, int y) { return y * conv.window.stride_h - conv.window.pad_top; }

    const std::vector<Layer>* layers_;
    std::vector<core::ConvKernel> kernels_;
    std::vector<Map> maps_;  // what each layer sees, and the last one's output
    std::vector<int> made_;  // rows of each layer
    std::vector<core::RowView> views_;
};

// Has its own maps, of bytes, and runs layer after layer.
class OneDnn final : public Runner {
 public:
    explicit OneDnn(const std::vector<Layer>& layers) {
        for (const Layer& layer : layers) convolutions_.emplace_back(layer);
    }
    void run(std::vector<double>& seconds) override {
        for (std::size_t i = 0; i < convolutions_.size(); ++i)
            seconds[i] += seconds_of([&] { convolutions_[i].run(); });
    }

 private:
    std::vector<OneDnnLayer> convolutions_;
};

struct Contender {
    std::string name;
    std::unique_ptr<Runner> runner;
    std::vector<double> fastest;  // of each layer

    void run(std::size_t layers) {
        std::vector<double> seconds(layers, 0);
        runner->run(seconds);
        if (fastest.empty()) fastest = seconds;
        for (std::size_t i = 0; i < layers; ++i) fastest[i] = std::min(fastest[i], seconds[i]);
    }
};

// name -> milliseconds of an image: the sum of its layers' fastest.
using Groups = std::map<std::string, double>;

Groups by_group(const std::vector<Layer>& layers, const Contender& contender) {
    Groups groups;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        groups[layers[i].group] += 1e3 * contender.fastest[i];
        groups["total"] += 1e3 * contender.fastest[i];
    }
    return groups;
}

// A line for each group: its name, and the milliseconds of each contender.
std::string table(const std::vector<Layer>& layers, const std::vector<Contender>& contenders) {
    std::vector<Groups> columns;
    for (const Contender& contender : contenders) columns.push_back(by_group(layers, contender));
    std::ostringstream out;
    out << std::fixed << std::setprecision(3) << std::left << std::setw(16) << "ms/image" << std::right;
    for (const Contender& contender : contenders) out << std::setw(14) << contender.name;
    for (const auto& row : columns.front()) {
        out << '\n' << std::left << std::setw(16) << row.first << std::right;
        for (const Groups& column : columns) out << std::setw(14) << column.at(row.first);
    }
    return out.str();
}

// In a process of its own: oneDNN takes a limit once.
std::string contest(Instructions instructions) {
    limit(instructions);
    const std::vector<Layer> layers = mobilenet_v2();
    std::vector<Contender> contenders;
    contenders.push_back({"onednn", std::make_unique<OneDnn>(layers), {}});
    auto ours = std::make_unique<Ours>(layers, core::fastest_simd());
    Ours plain(layers, core::Simd::none);
    const Ours& result = *ours;
    contenders.push_back({"ours", std::move(ours), {}});
    for (int image = 0; image < kImages; ++image)
        for (Contender& contender : contenders) contender.run(layers.size());
    std::vector<double> ignored(layers.size(), 0);
    plain.run(ignored);
    if (plain.result() != result.result()) throw std::runtime_error("vector and plain code differ");
    return table(layers, contenders);
}

// One core.
void mobilenet_v2_values(benchmark::State& state, Instructions instructions) {
    for (auto iteration : state) {
        static_cast<void>(iteration);
        const std::string said = test::in_child([&] { return contest(instructions); });
        std::istringstream total(said.substr(std::min(said.rfind("total"), said.size())));
        std::string name;
        double onednn = 0, ours = 0;
        if (!(total >> name >> onednn >> ours)) return state.SkipWithError(said.c_str());
        std::cout << said << '\n';
        state.SetIterationTime(1e-3 * ours);
        state.counters["ms/image"] = ours;
        state.counters["onednn_ms"] = onednn;
        state.counters["time_to_onednn"] = ours / onednn;
    }
}
BENCHMARK_CAPTURE(mobilenet_v2_values, all, Instructions::all)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(mobilenet_v2_values, avx2, Instructions::avx2)
    ->UseManualTime()
    ->Iterations(1)
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
