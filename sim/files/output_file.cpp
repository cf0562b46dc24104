// SPDX-License-Identifier: Apache-2.0
// What stands at a path decides how it is written.
#include "sim/files/output_file.h"

#include "sim/files/input_files.h"
#include "sim/process/interrupt.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <stdexcept>
#include <unistd.h>
#include <utility>

namespace hashiflex {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kBufferBytes = std::size_t{1} << 16;

// The number in /proc/self/fd/1 and whatever leads there: opening it anew would begin a redirected file from its start.
std::optional<int> own_descriptor(const fs::path& path) {
    const std::string number = path.filename().string();
    if (number.empty() || number.size() > 9 || number.find_first_not_of("0123456789") != std::string::npos)
        return std::nullopt;
    std::error_code error;
    const fs::path folder = fs::canonical(path.parent_path(), error);
    if (error || folder != fs::canonical("/proc/self/fd", error)) return std::nullopt;
    return std::stoi(number);
}

// The name behind all symbolic links; there need not be a file.
fs::path behind_links(fs::path path) {
    constexpr int kMostLinks = 40;  // as Linux
    for (int links = 0; links < kMostLinks; ++links) {
        std::error_code none;
        if (own_descriptor(path) || !fs::is_symlink(fs::symlink_status(path, none))) return path;
        path = path.parent_path() / fs::read_symlink(path);  // an absolute one stands for itself
    }
    throw std::system_error(ELOOP, std::generic_category());
}

bool is_made(const fs::path& path) {
    std::error_code none;
    const fs::file_status status = fs::status(path, none);
    return fs::is_regular_file(status) || !fs::exists(status);
}

std::unique_ptr<Destination> open_destination(const fs::path& path) {
    const fs::path target = behind_links(path);
    if (const auto descriptor = own_descriptor(target)) return write_to_descriptor(*descriptor);
    if (fs::is_directory(path)) throw std::runtime_error("it is a folder");
    if (!is_made(path)) return write_through(path);
    require_no_input(path);
    return replace_file(target);
}

// `body` with errors that name the file.
template <class Body>
auto named(const char* what, const std::string& path, const Body& body) {
    const auto sentence = [&](const std::string& reason) { return std::string(what) + " " + path + ": " + reason; };
    try {
        return body();
    } catch (const Interrupted&) {
        throw;
    } catch (const std::system_error& error) {
        throw std::runtime_error(sentence(error.code().message()));
    } catch (const std::runtime_error& error) {
        throw std::runtime_error(sentence(error.what()));
    }
}

}  // namespace

OutputFile::OutputFile(std::string path)
    : path_(std::move(path)), destination_(named("cannot write", path_, [&] { return open_destination(path_); })) {}

OutputFile::~OutputFile() = default;

void OutputFile::write(std::string_view text) {
    buffer_ += text;
    if (buffer_.size() < kBufferBytes) return;
    named("cannot write", path_, [&] { destination_->write(buffer_); });
    buffer_.clear();
}

void OutputFile::commit() {
    named("cannot finish", path_, [&] {
        destination_->write(buffer_);
        destination_->finish();
    });
    destination_.reset();
}

void write_file_atomically(const std::string& path, std::string_view text) {
    OutputFile file(path);
    file.write(text);
    file.commit();
}

// What is written through is not opened: a reader would take the end of the probe for the end of the output.
void require_creatable(const std::string& path) {
    try {
        if (makes_file(path) || fs::is_directory(path)) {
            OutputFile probe(path);
        } else if (access(path.c_str(), W_OK) != 0) {
            throw std::runtime_error("cannot write " + path + ": " + std::strerror(errno));
        }
    } catch (const std::runtime_error& error) {
        throw std::invalid_argument(error.what());
    }
}

bool makes_file(const std::string& path) {
    return named("cannot write", path, [&] { return is_made(path) && !own_descriptor(behind_links(path)); });
}

}  // namespace hashiflex
