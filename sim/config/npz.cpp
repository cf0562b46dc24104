// SPDX-License-Identifier: Apache-2.0
// Reads and writes .npz archives with libzip.
#include "sim/config/npz.h"

#include "sim/config/error.h"
#include "sim/config/npy.h"
#include "sim/config/npy_dtype.h"
#include "sim/files/input_files.h"
#include "sim/files/output_file.h"

#include <zip.h>

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <utility>

namespace hashiflex {
namespace {

using Archive = std::unique_ptr<zip_t, decltype(&zip_discard)>;
using Member = std::unique_ptr<zip_file_t, decltype(&zip_fclose)>;

Archive open_archive(const std::string& file, int flags) {
    int code = 0;
    Archive archive(zip_open(file.c_str(), flags, &code), &zip_discard);
    if (archive) return archive;
    zip_error_t error;
    zip_error_init_with_code(&error, code);
    const std::string reason = zip_error_strerror(&error);
    zip_error_fini(&error);
    throw ConfigError(file + ": not a readable .npz archive: " + reason);
}

// Appends up to `count` bytes.
void read_bytes(zip_file_t* member, std::uint64_t count, std::string& bytes) {
    constexpr std::uint64_t kChunk = std::uint64_t{1} << 20;  // memory grows with what is really there
    while (count > 0) {
        const std::size_t begin = bytes.size();
        const auto want = static_cast<std::size_t>(std::min(count, kChunk));
        bytes.resize(begin + want);
        const zip_int64_t got = zip_fread(member, &bytes[begin], want);
        if (got < 0)
            throw std::invalid_argument(std::string("is damaged: ") + zip_error_strerror(zip_file_get_error(member)));
        bytes.resize(begin + static_cast<std::size_t>(got));
        if (got == 0) return;
        count -= static_cast<std::uint64_t>(got);
    }
}

core::Array read_array(zip_t* archive, zip_uint64_t index) {
    zip_stat_t stat;
    if (zip_stat_index(archive, index, 0, &stat) != 0) throw std::invalid_argument(zip_strerror(archive));
    const Member member(zip_fopen_index(archive, index, 0), &zip_fclose);
    if (!member) throw std::invalid_argument(std::string("cannot be read: ") + zip_strerror(archive));

    std::string bytes;
    read_bytes(member.get(), kLongestNpyHeader, bytes);
    const NpyHeader header = read_npy_header(bytes);
    const std::uint64_t expected = header.data_offset + header.data_bytes;
    if ((stat.valid & ZIP_STAT_SIZE) == 0 || stat.size != expected)
        throw std::invalid_argument("found " + std::to_string(stat.size) + " bytes; its header needs " +
                                    std::to_string(expected));
    // One byte more than there should be: reading to the end makes libzip check the CRC.
    read_bytes(member.get(), expected + 1 - std::min<std::uint64_t>(expected, bytes.size()), bytes);
    bytes.erase(0, static_cast<std::size_t>(header.data_offset));
    return decode_npy(header, bytes);
}

std::string array_name(const std::string& member) {
    const std::string suffix = ".npy";
    const bool has_suffix =
        member.size() > suffix.size() && member.compare(member.size() - suffix.size(), suffix.size(), suffix) == 0;
    if (!has_suffix) throw std::invalid_argument("found a member that is no array; allowed: NAME.npy");
    return member.substr(0, member.size() - suffix.size());
}

// The two parts of a member, read by zip_close: they outlive it.
struct MemberText {
    std::string header;
    std::string_view data;
};

void add_member(zip_t* archive, const std::string& name, const MemberText& text) {
    // The first of January 1980, the oldest time that a zip archive can hold.
    constexpr zip_uint16_t kDate = 0x0021;
    const auto fragment = [](std::string_view part) {
        // libzip's type is not const, but what is only read is not changed.
        auto* bytes = reinterpret_cast<zip_uint8_t*>(const_cast<char*>(part.data()));
        return zip_buffer_fragment_t{bytes, part.size()};
    };
    const zip_buffer_fragment_t parts[] = {fragment(text.header), fragment(text.data)};
    zip_source_t* source = zip_source_buffer_fragment(archive, parts, text.data.empty() ? 1 : 2, 0);
    if (!source) throw std::runtime_error(zip_strerror(archive));
    const zip_int64_t index = zip_file_add(archive, name.c_str(), source, ZIP_FL_ENC_UTF_8);
    if (index < 0) {
        zip_source_free(source);
        throw std::runtime_error(zip_strerror(archive));
    }
    const auto at = static_cast<zip_uint64_t>(index);
    if (zip_set_file_compression(archive, at, ZIP_CM_STORE, 0) != 0 ||
        zip_file_set_dostime(archive, at, 0, kDate, 0) != 0)
        throw std::runtime_error(zip_strerror(archive));
}

// What libzip has written into a buffer of its own.
std::string bytes_of(zip_source_t* buffer) {
    zip_stat_t stat;
    if (zip_source_stat(buffer, &stat) != 0 || zip_source_open(buffer) != 0)
        throw std::runtime_error(zip_error_strerror(zip_source_error(buffer)));
    std::string bytes(static_cast<std::size_t>(stat.size), '\0');
    const zip_int64_t got = zip_source_read(buffer, bytes.data(), bytes.size());
    zip_source_close(buffer);
    if (got != static_cast<zip_int64_t>(bytes.size())) throw std::runtime_error("libzip has lost its buffer");
    return bytes;
}

using Members = std::vector<std::pair<std::string, MemberText>>;

std::string archive_of(const Members& members, const std::string& comment) {
    const std::unique_ptr<zip_source_t, decltype(&zip_source_free)> buffer(
        zip_source_buffer_create(nullptr, 0, 0, nullptr), &zip_source_free);
    if (!buffer) throw std::bad_alloc();
    zip_source_keep(buffer.get());
    Archive archive(zip_open_from_source(buffer.get(), ZIP_TRUNCATE, nullptr), &zip_discard);
    if (!archive) throw std::runtime_error("libzip cannot begin an archive");
    for (const auto& [name, text] : members) add_member(archive.get(), name + ".npy", text);
    const auto length = static_cast<zip_uint16_t>(comment.size());
    if (zip_set_archive_comment(archive.get(), comment.c_str(), length) != 0 || zip_close(archive.get()) != 0)
        throw std::runtime_error(zip_strerror(archive.get()));
    static_cast<void>(archive.release());
    return bytes_of(buffer.get());
}

void write_members(const std::filesystem::path& path, const Members& members, const std::string& comment = "") {
    if (members.empty()) throw std::invalid_argument("an archive without arrays cannot be written: " + path.string());
    std::string bytes;
    try {
        bytes = archive_of(members, comment);
    } catch (const std::runtime_error& error) {
        throw ConfigError(path.string() + ": cannot be written: " + error.what());
    }
    write_file_atomically(path.string(), bytes);
}

}  // namespace

std::vector<std::string> names_in_npz(const std::filesystem::path& path) {
    note_input(path);
    const Archive archive = open_archive(path.string(), ZIP_RDONLY);
    std::vector<std::string> names;
    const auto members = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    for (zip_uint64_t i = 0; i < members; ++i) {
        const char* name = zip_get_name(archive.get(), i, 0);
        const std::string member = name ? name : "member " + std::to_string(i);
        try {
            names.push_back(array_name(member));
        } catch (const std::invalid_argument& error) {
            throw ConfigError(path.string() + ": " + member + ": " + error.what());
        }
    }
    return names;
}

core::WeightSet load_npz(const std::filesystem::path& path, const std::vector<std::string>& only) {
    const std::string file = path.string();
    note_input(path);
    const Archive archive = open_archive(file, ZIP_RDONLY);
    core::WeightSet arrays;
    const auto members = static_cast<zip_uint64_t>(zip_get_num_entries(archive.get(), 0));
    for (zip_uint64_t i = 0; i < members; ++i) {
        const char* name = zip_get_name(archive.get(), i, 0);
        const std::string member = name ? name : "member " + std::to_string(i);
        try {
            const std::string array = array_name(member);
            if (!only.empty() && std::find(only.begin(), only.end(), array) == only.end()) continue;
            if (arrays.count(array) != 0) throw std::invalid_argument("found a second array of this name");
            arrays.emplace(array, read_array(archive.get(), i));
        } catch (const std::invalid_argument& error) {
            throw ConfigError(file + ": " + member + ": " + error.what());
        }
    }
    return arrays;
}

core::Array load_npy(const std::filesystem::path& path) {
    note_input(path);
    std::ifstream stream(path, std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    if (!stream.is_open() || stream.bad()) throw ConfigError(path.string() + ": cannot be read");
    try {
        const NpyHeader header = read_npy_header(bytes.substr(0, kLongestNpyHeader));
        bytes.erase(0, static_cast<std::size_t>(header.data_offset));
        return decode_npy(header, bytes);
    } catch (const std::invalid_argument& error) {
        throw ConfigError(path.string() + ": " + error.what());
    }
}

void write_npz(const std::filesystem::path& path, const core::WeightSet& arrays) {
    std::vector<std::pair<std::string, MemberText>> members;
    for (const auto& [name, array] : arrays) members.push_back({name, {encode_npy(array), {}}});
    write_members(path, members);
}

void write_raw_npz(const std::filesystem::path& path, const std::vector<RawArray>& arrays, const std::string& comment) {
    std::vector<std::pair<std::string, MemberText>> members;
    for (const auto& array : arrays) {
        if (array.data.size() != array_bytes(array.shape, npy_dtype(array.dtype).bytes))
            throw std::invalid_argument("array '" + array.name + "' has " + std::to_string(array.data.size()) +
                                        " bytes, other than its shape says");
        members.push_back({array.name, {npy_header_text(array.dtype, array.shape), array.data}});
    }
    write_members(path, members, comment);
}

}  // namespace hashiflex
