// SPDX-License-Identifier: Apache-2.0
// Tells formats apart by the first bytes of a file.
#include "sim/images/picture.h"

#include "sim/config/error.h"
#include "sim/files/look.h"
#include "sim/files/input_files.h"

#include <algorithm>
#include <cctype>
#include <fstream>
#include <iterator>
#include <stdexcept>

namespace hashiflex {
namespace {

bool begins_with(const std::string& bytes, const std::string& start) {
    return bytes.compare(0, start.size(), start) == 0;
}

// Common formats that are not read, so that the message can name them.
std::string name_of_format(const std::string& bytes) {
    if (bytes.empty()) return "an empty file";
    if (begins_with(bytes, "GIF8")) return "a GIF";
    if (begins_with(bytes, "BM")) return "a BMP";
    if (begins_with(bytes, "RIFF") && bytes.compare(8, 4, "WEBP") == 0) return "a WebP";
    if (begins_with(bytes, "II*") || begins_with(bytes, "MM")) return "a TIFF";
    if (bytes.size() > 12 && bytes.compare(4, 4, "ftyp") == 0) return "a HEIF, AVIF or video file";
    if (begins_with(bytes, "PK\x03\x04")) return "an archive";
    return "other content";
}

std::string read_bytes(const std::filesystem::path& file) {
    if (!is_file(file)) throw config_error({file.string(), "", "no such file", "a file", ""});
    note_input(file);
    std::ifstream stream(file, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) throw ConfigError(file.string() + ": cannot be read");
    return bytes;
}

Picture decode(const std::string& bytes) {
    if (begins_with(bytes, "\x89PNG\r\n\x1a\n")) return decode_png(bytes);
    if (begins_with(bytes, "\xff\xd8\xff")) return decode_jpeg(bytes);
    throw std::invalid_argument("found " + name_of_format(bytes) + "; allowed: PNG, JPEG");
}

}  // namespace

Picture read_picture(const std::filesystem::path& file) {
    const std::string bytes = read_bytes(file);
    try {
        return decode(bytes);
    } catch (const std::invalid_argument& error) {
        throw ConfigError(file.string() + ": " + error.what());
    }
}

bool is_picture_name(const std::filesystem::path& file) {
    std::string extension = file.extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
    return extension == ".png" || extension == ".jpg" || extension == ".jpeg";
}

}  // namespace hashiflex
