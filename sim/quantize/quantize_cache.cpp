// SPDX-License-Identifier: Apache-2.0
#include "sim/quantize/quantize_cache.h"

#include "sim/config/error.h"
#include "sim/config/npz.h"
#include "sim/files/look.h"
#include "sim/files/output_file.h"
#include "sim/files/sha256.h"
#include "sim/quantize/digest.h"
#include "sim/quantize/format_array.h"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <fstream>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

// Layers are identifiers, and arrays LAYER.weight: these names are free.
const char* const kFormats = "formats";
const char* const kDigest = "digest";

core::Array text_array(const std::string& text) {
    return {{text.size()}, true, {text.begin(), text.end()}, {}};
}

std::string text_of(const core::Array& array) {
    std::string text;
    for (const std::int64_t letter : array.integers) text += static_cast<char>(letter);
    return text;
}

core::Array take(core::WeightSet& arrays, const char* name) {
    const auto found = arrays.find(name);
    if (found == arrays.end()) return {};
    core::Array array = std::move(found->second);
    arrays.erase(found);
    return array;
}

fs::path entry(const fs::path& folder, const std::string& key) {
    return folder / (key + ".npz");
}

std::optional<fs::path> seconds_file(const fs::path& model) {
    const auto folder = quantize_cache_folder();
    if (!folder) return std::nullopt;
    return folder->parent_path() / "quantize_seconds" / sha256_of_file(model);
}

}  // namespace

std::optional<fs::path> quantize_cache_folder() {
    const char* cache = std::getenv("XDG_CACHE_HOME");
    if (cache != nullptr && *cache == '/') return fs::path(cache) / "hashiflex" / "quantize";
    const char* home = std::getenv("HOME");
    if (home == nullptr || *home == '\0') return std::nullopt;
    return fs::path(home) / ".cache" / "hashiflex" / "quantize";
}

std::optional<core::Quantized> cached(const std::string& key, const core::NetworkSpec& network) {
    const auto folder = quantize_cache_folder();
    if (!folder || !is_file(entry(*folder, key))) return std::nullopt;
    try {
        core::Quantized quantized{network, load_npz(entry(*folder, key))};
        const core::Array formats = take(quantized.weights, kFormats);
        const std::string digest = text_of(take(quantized.weights, kDigest));
        if (!adopt_format_array(formats, quantized.spec) || digest_of(quantized) != digest) return std::nullopt;
        return quantized;
    } catch (const ConfigError&) {
        return std::nullopt;
    }
}

void keep(const std::string& key, const core::Quantized& quantized) {
    const auto folder = quantize_cache_folder();
    std::error_code error;
    if (folder) fs::create_directories(*folder, error);
    if (!folder || error) return;
    core::WeightSet arrays = quantized.weights;
    arrays[kFormats] = format_array(quantized.spec);
    arrays[kDigest] = text_array(digest_of(quantized));
    // Under its name only when it is whole, also in the place of one that was read and was not.
    const fs::path fresh = entry(*folder, key + "." + std::to_string(::getpid()));
    try {
        write_npz(fresh, arrays);
        fs::rename(fresh, entry(*folder, key));
    } catch (const std::exception&) {  // no room, no right to write: the next run quantizes again
        fs::remove(fresh, error);
    }
}

void keep_seconds(const fs::path& model, double seconds) {
    const auto file = seconds_file(model);
    std::error_code error;
    if (file) fs::create_directories(file->parent_path(), error);
    if (!file || error) return;
    try {
        write_file_atomically(file->string(), fmt::format("{:.1f}\n", seconds));
    } catch (const std::exception&) {  // as above: the next sweep does not know it
    }
}

std::optional<double> seconds_of_last(const fs::path& model) {
    const auto file = seconds_file(model);
    if (!file || !is_file(*file)) return std::nullopt;
    double seconds = 0;
    std::ifstream stream(*file);
    if (!(stream >> seconds) || !(seconds >= 0)) return std::nullopt;
    return seconds;
}

}  // namespace hashiflex
