// SPDX-License-Identifier: Apache-2.0
// The values of the 52 convolutions of MobileNetV2 1.0 224x224, row by row, against oneDNN's int8 on the same shapes.
#include "modules/core/network/conv_kernel.h"
#include "tests/bench/measure.h"
#include "tests/bench/mobilenetv2_layers.h"
#include "tests/bench/onednn_layer.h"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <iostream>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <utility>
#include <vector>

namespace hashiflex::bench {
namespace {

constexpr int kImages = 15;  // the fastest image of each counts: slower ones are the machine's other users

core::Tensor random_map(const core::Shape& shape, core::Interval range) {
    std::mt19937 random(2);
    core::Tensor map(static_cast<std::size_t>(shape.elements()));
    const auto span = static_cast<std::uint32_t>(range.hi - range.lo + 1);
    for (std::int32_t& value : map) value = static_cast<std::int32_t>(random() % span) + static_cast<int>(range.lo);
    return map;
}

using Seconds = std::map<std::string, double>;  // by group of layers

// One image through all layers.
class Runner {
 public:
    virtual ~Runner() = default;
    virtual void run(Seconds& seconds) = 0;
};

// Whose rows of input and output a layer sees.
enum class Rows {
    chain,  // as in a chip: every row is used as soon as it is there, and its place given to a later one
    maps,   // layer after layer, each from a whole map in memory into another
};

// The shortcuts' additions are left out: they are no convolutions.
class Ours final : public Runner {
 public:
    Ours(const std::vector<Layer>& layers, core::Simd simd, Rows rows) : layers_(&layers), rows_(rows) {
        for (const Layer& layer : layers) {
            const core::Conv& conv = layer.conv;
            kernels_.emplace_back(conv, layer.in, simd);
            const bool whole = rows == Rows::maps || maps_.empty();
            const int height = whole ? conv.in.height : std::min(conv.window.kernel_h + 1, conv.in.height);
            maps_.push_back({height, random_map({height, conv.in.width, conv.in.channels}, layer.in)});
        }
        const core::Shape& out = layers.back().conv.out;
        maps_.push_back({out.height, core::Tensor(static_cast<std::size_t>(out.elements()))});
    }

    void run(Seconds& seconds) override {
        made_.assign(kernels_.size(), 0);
        for (std::size_t i = 0; i < kernels_.size(); ++i)
            while (made_[i] < (*layers_)[i].conv.out.height) make_row(i, seconds);
        benchmark::ClobberMemory();
    }
    const core::Tensor& result() const { return maps_.back().values; }

 private:
    struct Map {
        int rows;  // that are kept
        core::Tensor values;
    };

    std::int32_t* row(std::size_t map, int y, const core::Shape& shape) {
        return maps_[map].values.data() + std::ptrdiff_t{y % maps_[map].rows} * shape.width * shape.channels;
    }

    // In a chain, followed by all rows of later layers that it makes possible.
    void make_row(std::size_t i, Seconds& seconds) {
        const core::Conv& conv = (*layers_)[i].conv;
        const int first = first_row(conv, made_[i]);
        views_.clear();
        for (int y = first; y < first + conv.window.kernel_h; ++y)
            views_.push_back(y < 0 || y >= conv.in.height ? nullptr : row(i, y, conv.in));
        std::int32_t* out = row(i + 1, made_[i], conv.out);
        seconds[(*layers_)[i].group] += seconds_of([&] { kernels_[i].row(views_, out); });
        ++made_[i];
        if (rows_ == Rows::maps || i + 1 == kernels_.size()) return;
        const core::Conv& next = (*layers_)[i + 1].conv;
        const auto ready = [&] {
            const int end = first_row(next, made_[i + 1]) + next.window.kernel_h;
            return made_[i + 1] < next.out.height && made_[i] >= std::min(end, next.in.height);
        };
        while (ready()) make_row(i + 1, seconds);
    }

    static int first_row(const core::Conv& conv, int y) { return y * conv.window.stride_h - conv.window.pad_top; }

    const std::vector<Layer>* layers_;
    Rows rows_;
    std::vector<core::ConvKernel> kernels_;
    std::vector<Map> maps_;  // what each layer sees, and the last one's output
    std::vector<int> made_;  // rows of each layer
    std::vector<core::RowView> views_;
};

class OneDnn final : public Runner {
 public:
    explicit OneDnn(const std::vector<Layer>& layers) : layers_(&layers) {
        for (const Layer& layer : layers) convolutions_.emplace_back(layer);
    }
    void run(Seconds& seconds) override {
        for (std::size_t i = 0; i < convolutions_.size(); ++i)
            seconds[(*layers_)[i].group] += seconds_of([&] { convolutions_[i].run(); });
    }

 private:
    const std::vector<Layer>* layers_;
    std::vector<OneDnnLayer> convolutions_;
};

struct Network {
    std::string name;
    std::unique_ptr<Runner> runner;
    Seconds fastest;

    void run() {
        Seconds seconds;
        const double total = seconds_of([&] { runner->run(seconds); });
        seconds["total"] = total;
        for (const auto& [group, taken] : seconds) {
            const auto [at, first] = fastest.emplace(group, taken);
            if (!first) at->second = std::min(at->second, taken);
        }
    }
    double milliseconds(const std::string& group = "total") const { return 1e3 * fastest.at(group); }
};

void print(const std::vector<Network>& networks) {
    std::cout << std::fixed << std::setprecision(3) << std::left << std::setw(16) << "ms/image" << std::right;
    for (const Network& network : networks) std::cout << std::setw(14) << network.name;
    std::cout << '\n';
    for (const auto& row : networks.front().fastest) {
        std::cout << std::left << std::setw(16) << row.first << std::right;
        for (const Network& network : networks) std::cout << std::setw(14) << network.milliseconds(row.first);
        std::cout << '\n';
    }
}

// One core. oneDNN has its own maps, of bytes, and runs layer after layer.
void mobilenet_v2_values(benchmark::State& state) {
    setenv("OMP_NUM_THREADS", "1", 1);  // read when oneDNN first runs
    const std::vector<Layer> layers = mobilenet_v2();
    struct Variant {
        const char* name;
        core::Simd simd;
        Rows rows;
    };
    constexpr Variant kVariants[] = {{"avx512_vnni", core::Simd::avx512_vnni, Rows::chain},
                                     {"avx512_maps", core::Simd::avx512_vnni, Rows::maps},
                                     {"avx2", core::Simd::avx2, Rows::chain},
                                     {"plain", core::Simd::none, Rows::chain}};
    std::vector<Network> networks;
    networks.push_back({"onednn", std::make_unique<OneDnn>(layers), {}});
    std::vector<const Ours*> ours;
    for (const Variant& variant : kVariants) {
        if (!core::supported(variant.simd)) continue;
        auto runner = std::make_unique<Ours>(layers, variant.simd, variant.rows);
        ours.push_back(runner.get());
        networks.push_back({variant.name, std::move(runner), {}});
    }
    for (auto iteration : state) {
        static_cast<void>(iteration);
        for (int image = 0; image < kImages; ++image)
            for (Network& network : networks) network.run();
        state.SetIterationTime(networks[1].fastest.at("total"));
    }
    for (const Ours* runner : ours)
        if (runner->result() != ours.front()->result()) return state.SkipWithError("the variants' values differ");
    print(networks);
    for (const Network& network : networks) {
        state.counters[network.name + "_ms"] = network.milliseconds();
        if (&network != &networks[0])
            state.counters[network.name + "_to_onednn"] = network.milliseconds() / networks[0].milliseconds();
    }
}
BENCHMARK(mobilenet_v2_values)->UseManualTime()->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace hashiflex::bench
