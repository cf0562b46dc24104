// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/processes.h"

#include "sim/chip/measured_bytes.h"
#include "sim/chip/worker.h"
#include "sim/process/shared_count.h"

#include <algorithm>
#include <memory>
#include <stdexcept>
#include <vector>

namespace hashiflex {
namespace {

constexpr std::size_t kWord = sizeof(std::uint64_t);

// Of all images that were asked for, the timing comes first: its length, then its words.
std::string answer(const Measured& measured, ValueShare share) {
    const std::vector<std::uint64_t> timing = timing_of(measured);
    const std::uint64_t words = timing.size();
    std::string bytes(reinterpret_cast<const char*>(&words), kWord);
    bytes.append(reinterpret_cast<const char*>(timing.data()), words * kWord);
    return bytes + values_to_bytes(measured, share);
}

// An interrupted run is cut at different cycles in every process: then only its images can be compared.
void take_answer(const std::string& bytes, ValueShare share, Measured& measured) {
    std::uint64_t words = 0;
    if (bytes.size() < kWord) throw std::runtime_error("a worker process sent too little");
    std::copy_n(bytes.data(), kWord, reinterpret_cast<char*>(&words));
    if (words > bytes.size() / kWord - 1) throw std::runtime_error("a worker process sent too little");
    std::vector<std::uint64_t> timing(words);
    std::copy_n(bytes.data() + kWord, words * kWord, reinterpret_cast<char*>(timing.data()));
    if (!measured.interrupted && timing != timing_of(measured))
        throw std::logic_error("two processes that simulate the same design saw different timing");
    add_values(bytes.substr((words + 1) * kWord), share, measured);
}

}  // namespace

Measured simulate_in_processes(const core::Design& design, const ImageSet& images, const SimulateOptions& options,
                               std::uint64_t processes) {
    if (options.chip.connect)
        throw std::invalid_argument("probes would see the values of one process only: use one process");
    process::SharedCount last(options.images);
    SimulateOptions mine = options;
    mine.last = &last.value();
    SimulateOptions others = mine;
    others.progress = nullptr;
    others.stop = nullptr;
    others.waveform.file.clear();
    others.timeline.file.clear();
    others.warn = nullptr;
    std::vector<std::unique_ptr<Worker>> workers;
    for (std::uint64_t k = 1; k < processes; ++k)
        workers.push_back(std::make_unique<Worker>([&, share = ValueShare{k, processes}] {
            others.chip.values = share;
            return answer(simulate(design, images, others), share);
        }));
    mine.chip.values = {0, processes};
    Measured measured = simulate(design, images, mine);
    // The others go on to the same image, and no further.
    if (measured.interrupted) last.value() = measured.images.size();
    for (std::uint64_t k = 1; k < processes; ++k)
        take_answer(workers[k - 1]->result(), ValueShare{k, processes}, measured);
    return measured;
}

}  // namespace hashiflex
