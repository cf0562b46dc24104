// SPDX-License-Identifier: Apache-2.0
#include "sim/dump/dump_files.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <fstream>
#include <variant>

namespace hashiflex {
namespace {

const char* const kInput = "input";
const char* const kAll = "all";

// The comment of an archive, its last bytes: files of the user that look alike have none.
const char* const kMark = "hashiflex run --dump";

std::string name_of(const core::Design& design, int producer) {
    return producer == core::kSource ? kInput : design.stages[static_cast<std::size_t>(producer)].name;
}

void append_named(const core::Design& design, const std::string& name, std::vector<int>& producers) {
    std::vector<std::string> names{kInput};
    const auto count = static_cast<int>(design.stages.size());
    for (int p = core::kSource; p < count; ++p) {
        if (name == kAll || name == name_of(design, p)) producers.push_back(p);
        if (p != core::kSource) names.push_back(name_of(design, p));
    }
    const bool known = name == kAll || std::find(names.begin(), names.end(), name) != names.end();
    names.insert(names.begin(), kAll);
    if (!known) throw config_error({"--dump", "", "unknown layer '" + name + "'", joined(names), nearest(name, names)});
}

template <class T>
std::string bytes_of(const T* values, std::size_t count) {
    std::string bytes(count * sizeof(T), '\0');
    if (count > 0) std::memcpy(bytes.data(), values, bytes.size());
    return bytes;
}

// Sums of the classifier have a unit per class, all other tensors one for all.
bool holds_sums(const core::Design& design, int producer) {
    if (producer == core::kSource) return false;
    const core::Operator& op = design.stages[static_cast<std::size_t>(producer)].op;
    if (std::holds_alternative<core::Classifier>(op) || std::holds_alternative<core::Argmax>(op)) return true;
    const core::StageDesign& last = design.stages.back();
    return std::holds_alternative<core::Argmax>(last.op) && last.inputs[0].producer == producer;
}

bool is_dump(const std::filesystem::path& file) {
    if (file.extension() != ".npz" || !std::filesystem::is_regular_file(file)) return false;
    std::string end(std::strlen(kMark), '\0');
    std::ifstream in(file, std::ios::binary);
    in.seekg(-static_cast<std::streamoff>(end.size()), std::ios::end);
    return in.read(end.data(), static_cast<std::streamsize>(end.size())) && end == kMark;
}

}  // namespace

void remove_dumps(const std::filesystem::path& folder) {
    std::vector<std::filesystem::path> dumps;
    for (const auto& entry : std::filesystem::directory_iterator(folder))
        if (is_dump(entry.path())) dumps.push_back(entry.path());
    for (const auto& dump : dumps) std::filesystem::remove(dump);
}

std::vector<int> dumped_tensors(const core::Design& design, const std::vector<std::string>& names,
                                std::uint64_t images) {
    std::vector<int> producers;
    for (const auto& name : names) append_named(design, name, producers);
    std::sort(producers.begin(), producers.end());
    producers.erase(std::unique(producers.begin(), producers.end()), producers.end());
    double bytes = 0;  // of any number of images
    for (const int producer : producers)
        bytes += static_cast<double>(RecordedTensor::bytes_per_image(design, producer)) * static_cast<double>(images);
    if (bytes > static_cast<double>(kMostDumpBytes))
        throw config_error({"--dump", "",
                            fmt::format("{:.0f} MiB: {} of {} images", bytes / (1 << 20),
                                        producers.size() == 1 ? "layer '" + name_of(design, producers[0]) + "'"
                                                              : std::to_string(producers.size()) + " layers",
                                        images),
                            fmt::format("up to {} MiB; --images N limits the images", kMostDumpBytes >> 20), ""});
    return producers;
}

std::filesystem::path dump_file(const core::Design& design, int producer, const std::filesystem::path& folder) {
    return folder / (name_of(design, producer) + ".npz");
}

void write_dumps(const core::Design& design, const TensorRecorder& recorder, std::uint64_t images,
                 const std::filesystem::path& folder) {
    for (const RecordedTensor& tensor : recorder.tensors()) {
        const core::TensorType& type = tensor.type();
        const auto size = [](auto extent) { return static_cast<std::size_t>(extent); };
        std::vector<RawArray> arrays{
            {"values",
             tensor.dtype(),
             {size(images), size(type.shape.height), size(type.shape.width), size(type.shape.channels)},
             tensor.bytes(images)}};
        const std::string frac = bytes_of(&type.frac, 1);
        const std::string scale = bytes_of(design.logit_scale.data(), design.logit_scale.size());
        if (!holds_sums(design, tensor.producer()))
            arrays.push_back({"frac", "<i4", {}, frac});
        else if (!scale.empty())
            arrays.push_back({"scale", "<f4", {design.logit_scale.size()}, scale});
        write_raw_npz(dump_file(design, tensor.producer(), folder), arrays, kMark);
    }
}

}  // namespace hashiflex
