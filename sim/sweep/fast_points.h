// SPDX-License-Identifier: Apache-2.0
// Simulates points of a sweep on the recurrence engine. What points have in common is computed once.
#pragma once

#include "sim/chip/measured.h"
#include "sim/config/document.h"
#include "sim/report/stage_cost.h"
#include "sim/sweep/row.h"
#include "sim/sweep/shared_network.h"
#include "sim/sweep/workers.h"

#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace hashiflex {

struct PointOptions {
    Document design;  // without overrides
    std::optional<std::uint64_t> images;
    bool accuracy = true;
    bool whole_reports = true;  // false: a row's numbers are enough
    const std::atomic<bool>* stop = nullptr;
    std::optional<std::string>
        data;  // labelled images, as given_images() takes them, instead of the network's test set
};

class FastPoints {
 public:
    explicit FastPoints(PointOptions options);

    // What a point takes from whichever is the first to need it, and what takes long enough to be scheduled by.
    std::vector<std::string> needs(const Settings& point) const;

    // May be called by any number of threads. What is wrong with the point is in the result; throws Interrupted, and
    // std::bad_alloc.
    PointResult operator()(const Settings& point, const Made& made);

 private:
    // What depends on hardware and network, and not on the clock.
    struct Timed {
        Measured measured;
        std::optional<std::string> limiting_buffer;
    };
    using Depths = std::vector<std::vector<int>>;  // [stage][input]

    Document document_of(const Settings& point) const;
    RunImages images_of(const LoadedNetwork& network) const;
    PointResult simulate(const Settings& point, const Made& made);
    std::vector<StageCost> costs_of(const core::Design& design, const DesignFile& file, const core::Technology& tech);
    std::shared_ptr<SharedNetwork> network_of(const DesignFile& file);
    core::Design resolve(const DesignFile& file, SharedNetwork& network, const std::string& timing_key);
    std::shared_ptr<Timed> time(const core::Design& design, SharedNetwork& network, const std::string& key);
    Timed simulate_timing(const core::Design& design, SharedNetwork& network);
    void add_classes(Measured& measured, const core::Design& design, SharedNetwork& network);
    RunInfo info_of(const DesignFile& file, const SharedNetwork& network, const Settings& point);
    std::string hash_of(const std::filesystem::path& path);
    std::uint64_t image_count(const SharedNetwork& network) const;
    bool with_values(const SharedNetwork& network) const;

    PointOptions options_;
    OnceMap<SharedNetwork> networks_;
    OnceMap<core::Technology> technologies_;
    OnceMap<Depths> depths_;
    OnceMap<Timed> timings_;
    OnceMap<StageCost> costs_;
    OnceMap<std::string> hashes_;
};

}  // namespace hashiflex
