// SPDX-License-Identifier: Apache-2.0
#include "sim/chip/measured_bytes.h"

#include <algorithm>
#include <stdexcept>

namespace hashiflex {
namespace {

void put(std::string& bytes, const void* data, std::size_t size) {
    bytes.append(static_cast<const char*>(data), size);
}

class Reader {
 public:
    explicit Reader(const std::string& bytes) : bytes_(bytes) {}

    void take(void* data, std::size_t size) {
        if (size > bytes_.size() - at_) throw std::runtime_error("a worker process sent too little");
        std::copy_n(bytes_.data() + at_, size, static_cast<char*>(data));  // of an empty vector data is null
        at_ += size;
    }
    bool at_end() const { return at_ == bytes_.size(); }

 private:
    const std::string& bytes_;
    std::size_t at_ = 0;
};

}  // namespace

std::vector<std::uint64_t> timing_of(const Measured& measured) {
    std::vector<std::uint64_t> timing{measured.total_cycles, measured.deadlock.has_value()};
    const auto add = [&](const CycleCounts& counts) {
        timing.insert(timing.end(), {counts.busy, counts.starved, counts.blocked});
    };
    add(measured.source);
    add(measured.sink);
    for (const CycleCounts& counts : measured.stages) add(counts);
    for (const auto& marks : measured.input_high_water) timing.insert(timing.end(), marks.begin(), marks.end());
    timing.insert(timing.end(), measured.fifo_high_water.begin(), measured.fifo_high_water.end());
    for (const ImageResult& image : measured.images) timing.push_back(image.done_cycle);
    return timing;
}

std::string values_to_bytes(const Measured& measured, ValueShare share) {
    std::string bytes;
    for (std::size_t i = 0; i < measured.images.size(); ++i) {
        if (!share.has(i)) continue;
        const ImageResult& image = measured.images[i];
        const std::uint64_t sums = image.sums.size();
        put(bytes, &image.top1, sizeof image.top1);
        put(bytes, &sums, sizeof sums);
        put(bytes, image.sums.data(), sums * sizeof(std::int32_t));
    }
    return bytes;
}

void add_values(const std::string& bytes, ValueShare share, Measured& measured) {
    Reader reader(bytes);
    for (std::size_t i = 0; i < measured.images.size(); ++i) {
        if (!share.has(i)) continue;
        ImageResult& image = measured.images[i];
        std::uint64_t sums = 0;
        reader.take(&image.top1, sizeof image.top1);
        reader.take(&sums, sizeof sums);
        if (sums > bytes.size()) throw std::runtime_error("a worker process sent nonsense");
        image.sums.resize(sums);
        reader.take(image.sums.data(), sums * sizeof(std::int32_t));
    }
}

}  // namespace hashiflex
